/**
 * A datacenter in memory, on virtual time: the same transport and clock that a real one has, made
 * from any snapshot, reproducible from its seed, and able to say which invariants were broken.
 */
import type { Clock } from '../triton/clock.ts';
import type { Transport } from '../triton/transport.ts';
import type { Snapshot } from '../schemas/snapshot.ts';
import { engine } from './engine.ts';
import { arm, disarm } from './faults/arm.ts';
import type { Fault, FaultReport } from './faults/fault.ts';
import { diesAt, loseClients } from './faults/killed.ts';
import { historyOf, type ServiceHistory } from './history.ts';
import { checkAfterSuccess, type ExpectedMove } from './invariants/as-planned.ts';
import { checkAfterRollback } from './invariants/as-before.ts';
import { checkAtRest } from './invariants/at-rest.ts';
import { snapshotOfWorld } from './snapshot-of-world.ts';
import { worldFromSnapshot } from './world-from-snapshot.ts';
import { restoreWorld, saveWorld, type DatacenterState } from './world-state.ts';
import type { Random } from './random.ts';
import type { Violation, World } from './world.ts';

export interface SimulatedDatacenter {
  readonly transport: Transport;
  readonly clock: Clock;
  /** The present state, as a snapshot taken now. */
  snapshot(): Snapshot;
  /** Everything that is needed to go on later. */
  state(): DatacenterState;
  /** Invariants that were broken so far. */
  readonly violations: readonly Violation[];
  /** Lets faults strike from now on; what happens by chance then is drawn from `random`. */
  arm(faults: readonly Fault[], random: Random): void;
  /** Lets no further fault strike; those that last end in their time. */
  disarm(): void;
  /** What became of each fault, in the order they were armed. */
  readonly faults: readonly FaultReport[];
  /** Whether hnadm dies at a journal record, and if so, before or after it is stored. */
  diesAt(record: string): 'before' | 'after' | null;
  /** hnadm is gone: its calls are never answered, and those under way go on or never arrive. */
  loseClients(): void;
  /** Whether a job or a lasting fault has not ended yet. */
  isUnsettled(): boolean;
  /** When each service served, and when not. */
  serviceHistory(): readonly ServiceHistory[];
  /** What does not agree although nothing happens any more; noted as violations too. */
  checkAtRest(): readonly Violation[];
  /** What is not as a successful plan leaves it; noted as violations too. */
  checkAfterSuccess(moves: readonly ExpectedMove[]): readonly Violation[];
  /** What is not as in the snapshot that a rollback leads back to; noted as violations too. */
  checkAfterRollback(snapshot: Snapshot): readonly Violation[];
}

/** Makes a datacenter as the snapshot has it, at the snapshot's time. */
export function createDatacenter(
  snapshot: Snapshot,
  { seed }: { readonly seed: number },
): SimulatedDatacenter {
  return datacenterOf(worldFromSnapshot(snapshot, seed));
}

/** Makes a datacenter that goes on where the saved one stood. */
export function restoreDatacenter(state: DatacenterState): SimulatedDatacenter {
  return datacenterOf(restoreWorld(state));
}

function datacenterOf(world: World): SimulatedDatacenter {
  const { clock, transport, forgetClients } = engine(world);
  return {
    transport,
    clock,
    snapshot: () => snapshotOfWorld(world),
    state: () => saveWorld(world),
    violations: world.violations,
    arm: (faults, random) => {
      arm(world, faults, random);
    },
    disarm: () => {
      disarm(world);
    },
    faults: world.faults.reports,
    diesAt: (record) => diesAt(world, record),
    loseClients: () => {
      forgetClients();
      loseClients(world);
    },
    isUnsettled: () => isUnsettled(world),
    serviceHistory: () => historyOf(world),
    checkAtRest: () => noted(world, checkAtRest),
    checkAfterSuccess: (moves) =>
      noted(world, () => {
        checkAfterSuccess(world, moves);
      }),
    checkAfterRollback: (snapshot) =>
      noted(world, () => {
        checkAfterRollback(world, worldFromSnapshot(snapshot, 0));
      }),
  };
}

function isUnsettled({ jobs, queue }: World): boolean {
  if ([...jobs.values()].some(({ stage }) => stage !== 'ended')) return true;
  return queue.some(({ what }) => what.kind === 'fault' && what.part !== 'begins');
}

function noted(world: World, check: (world: World) => void): readonly Violation[] {
  const before = world.violations.length;
  check(world);
  return world.violations.slice(before);
}
