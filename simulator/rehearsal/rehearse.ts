/**
 * Carries out a plan on a simulated datacenter with the real executor, gates open, and tells how it
 * ended, how long it took, who was down for how long, and which invariants were broken. After success
 * it waits until DNS and the agents have come to rest, and looks whether everything is as promised.
 */
import type { RunEnd, RunNews } from '../../executor/events.ts';
import { run } from '../../executor/run.ts';
import type { Plan } from '../../schemas/plan.ts';
import type { Snapshot } from '../../schemas/snapshot.ts';
import { createDatacenter, type SimulatedDatacenter } from '../datacenter.ts';
import type { Violation } from '../world.ts';
import { expectedMoves } from './expected-moves.ts';
import { memoryJournal } from './memory-journal.ts';

/** Milliseconds after which caches, sessions and agents have caught up with whatever was done. */
const REST = 600_000;

export interface RehearsalOptions {
  /** What every duration is drawn from: the same seed gives the same rehearsal. */
  readonly seed: number;
  /** Is told what the run tells, as it happens; `at` in milliseconds since the epoch, virtual. */
  readonly onNews?: (news: RunNews, at: number) => void;
}

/** How long a service did not serve, in seconds of virtual time. */
export interface Downtime {
  readonly service: string;
  readonly seconds: number;
}

export interface Rehearsal {
  readonly end: RunEnd;
  readonly message: string;
  /** Seconds of virtual time. */
  readonly durationSeconds: number;
  /** Of each service that was down at all, by name. */
  readonly downtimes: readonly Downtime[];
  readonly violations: readonly Violation[];
  /** The datacenter as the run left it. */
  readonly datacenter: SimulatedDatacenter;
}

/**
 * Rehearses a plan.
 * @throws {DatacenterDrifted} where the snapshot is not what the plan expects.
 */
export async function rehearse(
  plan: Plan,
  snapshot: Snapshot,
  options: RehearsalOptions,
): Promise<Rehearsal> {
  const datacenter = createDatacenter(snapshot, options);
  const { transport, clock } = datacenter;
  const began = clock.now();
  const events = (news: RunNews) => options.onNews?.(news, clock.now());
  const deps = { transport, clock, journal: memoryJournal(clock), events };
  const { end, message } = await run(plan, deps, {
    until: 'commit',
    openGates: 'all',
    onFailure: 'unit',
    signal: new AbortController().signal,
    by: 'rehearsal',
    host: 'rehearsal',
    simulated: plan.snapshot.digest,
  });
  const ended = clock.now();
  if (end === 'done') {
    await clock.sleep(REST);
    datacenter.checkAtRest();
    datacenter.checkAfterSuccess(expectedMoves(plan));
  }
  return {
    end,
    message,
    durationSeconds: (ended - began) / 1000,
    downtimes: downtimesOf(datacenter, ended),
    violations: datacenter.violations,
    datacenter,
  };
}

function downtimesOf(datacenter: SimulatedDatacenter, ended: number): readonly Downtime[] {
  return datacenter.serviceHistory().flatMap(({ service, down }) => {
    const milliseconds = down.reduce((sum, { from, to }) => sum + Math.max(0, Math.min(to, ended) - from), 0);
    return milliseconds === 0 ? [] : [{ service, seconds: milliseconds / 1000 }];
  });
}
