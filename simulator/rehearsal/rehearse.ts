/**
 * Rehearses a plan on a simulated datacenter with the real executor, gates open, and with faults where
 * they are asked for. It plays the operator: it goes on with a run that was killed, and runs one that
 * failed again, a few times. Then it waits until everything has come to rest, and tells how it ended,
 * how long it took, who was down for how long, which faults struck, and which invariants were broken by
 * whom. After success everything must be as promised; after an undo everything must agree, and be as
 * before where nothing stays done; a run that failed may have left things half-way, and only what must
 * hold always is held against it.
 */
import type { RunNews } from '../../executor/events.ts';
import { fold } from '../../executor/fold.ts';
import type { JournalSink } from '../../executor/journal-sink.ts';
import type { OnFailure } from '../../executor/run.ts';
import type { Plan } from '../../schemas/plan.ts';
import type { Snapshot } from '../../schemas/snapshot.ts';
import { createDatacenter, type SimulatedDatacenter } from '../datacenter.ts';
import { drawFaults, faultRandom } from '../faults/draw.ts';
import type { FaultKind, FaultReport } from '../faults/fault.ts';
import { below, type Random } from '../random.ts';
import type { Violation } from '../world.ts';
import { expectedMoves } from './expected-moves.ts';
import { faultScope } from './fault-scope.ts';
import { invoke, type Invocation, type InvocationEnd, type InvocationOptions } from './invocation.ts';
import { maintenanceSeconds } from './maintenance-time.ts';
import { memoryJournal } from './memory-journal.ts';

/** Milliseconds after which caches, sessions and agents have caught up with whatever was done. */
const REST = 600_000;

/**
 * Milliseconds after which nothing ends any more by itself: the slowest fault lasts eight hours, and a
 * job whose workflow service was stopped waits for ever.
 */
const SETTLED = 12 * 3_600_000;

/** How often a run is started again that ended in a way that may pass. */
const AGAIN = 4;

/** Milliseconds within which the operator is back. */
const BACK = 600_000;

export interface RehearsalOptions {
  /** What every duration and every fault is drawn from: the same seed gives the same rehearsal. */
  readonly seed: number;
  /** One fault of each kind named; `random` for one to three of any kind. */
  readonly faults?: readonly (FaultKind | 'random')[];
  /** What a run that failed undoes; a unit where nothing is said. */
  readonly onFailure?: OnFailure;
  /** Is told what the run tells, as it happens; `at` in milliseconds since the epoch, virtual. */
  readonly onNews?: (news: RunNews, at: number) => void;
}

/** How long a service did not serve, in seconds of virtual time. */
export interface Downtime {
  readonly service: string;
  readonly seconds: number;
}

export interface Rehearsal {
  /** How the last invocation ended. */
  readonly end: InvocationEnd;
  readonly message: string;
  /** Every invocation, the last one too. */
  readonly invocations: readonly Invocation[];
  /** Milliseconds since the epoch, virtual. */
  readonly startedAt: number;
  /** Seconds of virtual time to the last invocation's end. */
  readonly durationSeconds: number;
  /** Of each service that was down at all, by name. */
  readonly downtimes: readonly Downtime[];
  /** Seconds in which customers could change nothing. */
  readonly maintenanceSeconds: number;
  /** Each with who broke it. */
  readonly violations: readonly Violation[];
  /** What became of each fault, in the order they were asked for. */
  readonly faults: readonly FaultReport[];
  /** The datacenter as the run left it. */
  readonly datacenter: SimulatedDatacenter;
}

/** Rehearses a plan. Whatever comes of it is an end, and nothing is thrown. */
export async function rehearse(
  plan: Plan,
  snapshot: Snapshot,
  { seed, faults = [], onFailure = 'unit', onNews }: RehearsalOptions,
): Promise<Rehearsal> {
  const datacenter = createDatacenter(snapshot, { seed });
  const { clock } = datacenter;
  const random = faultRandom(seed);
  datacenter.arm(drawFaults(faults, faultScope(plan), random), random);
  const startedAt = clock.now();
  const journal = memoryJournal(clock);
  const tell = (news: RunNews) => onNews?.(news, clock.now());
  const invocations = await invocationsOf(plan, datacenter, journal, random, { onFailure, onNews: tell });
  const last = invocations.at(-1) ?? { end: 'broken', message: 'nothing was run' };
  const ended = clock.now();
  await rest(datacenter);
  if (last.end === 'done' || last.end === 'undone') datacenter.checkAtRest();
  if (last.end === 'undone' && isUndoneWhole(plan, journal)) datacenter.checkAfterRollback(snapshot);
  if (last.end === 'done') datacenter.checkAfterSuccess(expectedMoves(plan));
  return {
    ...last,
    invocations,
    startedAt,
    durationSeconds: (ended - startedAt) / 1000,
    downtimes: downtimesOf(datacenter, ended),
    maintenanceSeconds: maintenanceSeconds(plan, journal.records, ended),
    violations: [...datacenter.violations, ...breakdown(last, ended)],
    faults: datacenter.faults,
    datacenter,
  };
}

/** Runs it, and again as long as an operator would. */
async function invocationsOf(
  plan: Plan,
  datacenter: SimulatedDatacenter,
  journal: JournalSink,
  random: Random,
  options: InvocationOptions,
): Promise<readonly Invocation[]> {
  const invocations: Invocation[] = [];
  for (let again = 0; again <= AGAIN;) {
    const invocation = await invoke(plan, datacenter, journal, options);
    invocations.push(invocation);
    // Where no fault struck, nothing passes by itself.
    if (!isGoneOnWith(invocation) || datacenter.faults.every(({ at }) => at === null)) break;
    // Each fault kills once, so that this comes to an end as well.
    if (invocation.end !== 'killed') again += 1;
    await datacenter.clock.sleep(below(random, BACK));
  }
  return invocations;
}

function isGoneOnWith({ end }: Invocation): boolean {
  return end === 'killed' || end === 'interrupted' || end === 'failed' || end === 'drifted';
}

/** Whether nothing that was done stays done: then everything is as it was before. */
function isUndoneWhole(plan: Plan, journal: JournalSink): boolean {
  const { steps } = fold(journal.records);
  return plan.steps.every(({ id, undo }) => undo === null || steps.get(id) !== 'done');
}

async function rest(datacenter: SimulatedDatacenter): Promise<void> {
  datacenter.disarm();
  const { clock } = datacenter;
  const latest = clock.now() + SETTLED;
  do await clock.sleep(REST);
  while (datacenter.isUnsettled() && clock.now() < latest);
}

/** A hnadm that broke is told with what else was broken. */
function breakdown({ end, message }: Invocation, at: number): readonly Violation[] {
  if (end !== 'broken') return [];
  const when = new Date(at).toISOString();
  return [{ invariant: 'orderly-end', by: 'hnadm', object: 'run', at: when, message }];
}

function downtimesOf(datacenter: SimulatedDatacenter, ended: number): readonly Downtime[] {
  return datacenter.serviceHistory().flatMap(({ service, down }) => {
    const milliseconds = down.reduce((sum, { from, to }) => sum + Math.max(0, Math.min(to, ended) - from), 0);
    return milliseconds === 0 ? [] : [{ service, seconds: milliseconds / 1000 }];
  });
}
