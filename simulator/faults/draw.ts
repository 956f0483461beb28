/**
 * Draws faults for a rehearsal: which, when, and how bad. What a fault may concern is passed in as
 * plain facts of the plan, so that most of what is drawn strikes something.
 */
import { below, mac, unit, uuid, type Random } from '../random.ts';
import type { CallFaultKind, Fault, FaultKind } from './fault.ts';
import { FAULT_KINDS } from './kinds.ts';

/** What of a plan faults are drawn from. */
export interface FaultScope {
  /** Servers that it works on. */
  readonly servers: readonly string[];
  readonly addresses: readonly { readonly network: string; readonly ip: string }[];
  /** Zones that it replaces, and those of them whose data it carries. */
  readonly replaced: readonly string[];
  readonly carried: readonly string[];
  /** Zones that it makes. */
  readonly made: readonly string[];
  /** How many steps it has, and how many of those create a zone or send a dataset. */
  readonly steps: number;
  readonly creates: number;
  readonly transfers: number;
  /** Milliseconds that it takes, by estimate. */
  readonly duration: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** A generator of its own for a seed, so that nothing else is drawn differently because of faults. */
export function faultRandom(seed: number): Random {
  return { state: Math.imul(seed ^ 0x5bd1_e995, 0x9e37_79b1) };
}

/** One fault of each kind named; of `random`, one to three of any kind. */
export function drawFaults(
  kinds: readonly (FaultKind | 'random')[],
  scope: FaultScope,
  random: Random,
): readonly Fault[] {
  return kinds
    .flatMap((kind) => (kind === 'random' ? anyKinds(random) : [kind]))
    .flatMap((kind) => drawFault(kind, scope, random) ?? []);
}

/** Kinds that can strike a run: 412 answers conditional requests, and hnadm sends none. */
const STRIKING = FAULT_KINDS.filter((kind) => kind !== 'answer-412');

function anyKinds(random: Random): readonly FaultKind[] {
  return Array.from({ length: 1 + below(random, 3) }, () => pick(random, STRIKING) ?? 'killed');
}

/** One fault of a kind, or null where the plan has nothing that it could concern. */
function drawFault(kind: FaultKind, scope: FaultScope, random: Random): Fault | null {
  // A run with faults takes longer than its estimate.
  const after = Math.round(unit(random) * scope.duration * 1.2);
  switch (kind) {
    case 'lost-answer':
    case 'refused':
    case 'answer-500':
    case 'answer-503':
    case 'answer-409':
    case 'answer-412':
    case 'answer-422':
      return callFault(kind, scope, random);
    case 'job-fails':
      return { kind, skip: below(random, scope.creates), longer: 0 };
    case 'job-stuck':
      return { kind, skip: below(random, 2 * scope.creates), longer: within(random, 4 * HOUR, 8 * HOUR) };
    case 'job-slow':
      return { kind, skip: below(random, 2 * scope.creates), longer: within(random, MINUTE, 20 * MINUTE) };
    case 'transfer-cut':
      return { kind, skip: below(random, scope.transfers), share: unit(random) };
    case 'killed':
      return { kind, skip: below(random, 3 * scope.steps), stored: unit(random) < 0.5 };
    case 'server-silent':
    case 'pool-full': {
      const server = pick(random, scope.servers);
      const lasts = within(random, 20 * SECOND, 20 * MINUTE);
      return server === undefined ? null : { kind, after, lasts, server };
    }
    case 'address-stolen': {
      const address = pick(random, scope.addresses);
      const thief = { thief: uuid(random), mac: unit(random) < 0.5 ? mac(random) : null };
      return address === undefined ? null : { kind, after, ...address, ...thief };
    }
    case 'operator-change': {
      const { addresses, replaced, made } = scope;
      return { kind, after, zones: [...replaced, ...made], addresses };
    }
    case 'late-write': {
      const zone = pick(random, scope.carried.length > 0 ? scope.carried : scope.replaced);
      return zone === undefined
        ? null
        : { kind, after, lasts: within(random, 10 * SECOND, 5 * MINUTE), zone };
    }
    case 'others-job': {
      const server = pick(random, scope.servers);
      const lasts = within(random, 10 * SECOND, 40 * MINUTE);
      return server === undefined ? null : { kind, after, lasts, vm: uuid(random), server };
    }
  }
}

/** How many fitting calls there are, at a guess, for each step of a plan. */
const CALLS_A_STEP: Readonly<Record<CallFaultKind, number>> = {
  'lost-answer': 1.5,
  refused: 10,
  'answer-500': 0.6,
  'answer-503': 3,
  'answer-409': 0.15,
  'answer-412': 0.01,
  'answer-422': 0.3,
};

function callFault(kind: CallFaultKind, { steps }: FaultScope, random: Random): Fault {
  const skip = below(random, Math.ceil(steps * CALLS_A_STEP[kind]));
  // Mostly one; now and then more than anybody repeats.
  const times = unit(random) < 0.6 ? 1 : 1 + below(random, 12);
  return { kind, skip, times, arrives: unit(random) < 0.5, share: 2 * unit(random) };
}

function within(random: Random, low: number, high: number): number {
  return Math.round(low + unit(random) * (high - low));
}

function pick<T>(random: Random, from: readonly T[]): T | undefined {
  return from[below(random, from.length)];
}
