/**
 * A hnadm that can be killed: it reaches the datacenter, its clock and its journal through here, and
 * from the moment of its death on nothing of what is left of it in memory reaches anything. Its
 * unanswered calls never settle; whoever waits for the run has to wait for the death as well.
 */
import type { RunDeps } from '../../executor/invocation.ts';
import type { Processes } from '../../executor/lock-holder.ts';
import type { JournalSink } from '../../executor/journal-sink.ts';
import type { JournalEntry } from '../../schemas/journal.ts';
import type { SimulatedDatacenter } from '../datacenter.ts';

/** A rehearsal is alone in its datacenter: a hnadm that was there before is dead. */
const PROCESSES: Processes = { own: { pid: 1, start: '' }, isAlive: () => false };

export interface Mortal {
  readonly deps: Omit<RunDeps, 'events'>;
  readonly isDead: () => boolean;
  /** Resolves at its death. */
  readonly death: Promise<void>;
}

/** A living hnadm. */
export function mortal(datacenter: SimulatedDatacenter, journal: JournalSink): Mortal {
  const { transport, clock } = datacenter;
  let dead = false;
  let told: () => void = () => undefined;
  const death = new Promise<void>((resolve) => (told = resolve));
  const die = (): never => {
    // What is left of it may die again and again: those who wait by then are others.
    if (!dead) datacenter.loseClients();
    dead = true;
    told();
    throw new Error('killed');
  };
  const alive = <T>(work: () => Promise<T>): Promise<T> => (dead ? new Promise<T>(() => undefined) : work());
  return {
    death,
    isDead: () => dead,
    deps: {
      transport: {
        request: (...args) => alive(() => transport.request(...args)),
        run: (...args) => alive(() => transport.run(...args)),
        pipe: (...args) => alive(() => transport.pipe(...args)),
        put: (...args) => alive(() => transport.put(...args)),
      },
      processes: PROCESSES,
      clock: { now: () => clock.now(), sleep: (...args) => alive(() => clock.sleep(...args)) },
      journal: {
        records: journal.records,
        append: (entry) => {
          const dies = dead ? 'before' : datacenter.diesAt(nameOf(entry, journal.records.length));
          if (dies === 'before') return die();
          const record = journal.append(entry);
          return dies === 'after' ? die() : record;
        },
      },
    },
  };
}

function nameOf(entry: JournalEntry, number: number): string {
  const about = 'step' in entry ? ` of ${entry.step}` : 'bracket' in entry ? ` of ${entry.bracket}` : '';
  return `journal record ${String(number)}, ${entry.record}${about}`;
}
