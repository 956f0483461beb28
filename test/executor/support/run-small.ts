/** Runs a plan on a small world and keeps what a reader of the run would see. */
import type { RunNews } from '../../../executor/events.ts';
import type { JournalSink } from '../../../executor/journal-sink.ts';
import type { RunResult } from '../../../executor/invocation.ts';
import type { Processes } from '../../../executor/lock-holder.ts';
import { run, type RunOptions } from '../../../executor/run.ts';
import type { Plan } from '../../../schemas/plan.ts';
import type { Clock } from '../../../triton/clock.ts';
import type { Transport } from '../../../triton/transport.ts';

export interface Invocation extends RunResult {
  readonly news: readonly RunNews[];
}

export interface Place {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly journal: JournalSink;
  readonly processes?: Processes;
}

/** A machine on which no earlier process lives any more. */
export const PROCESSES: Processes = { own: { pid: 4711, start: '' }, isAlive: () => false };

/** One invocation, with defaults for whatever the test doesn't care about. */
export async function invoke(
  plan: Plan,
  place: Place,
  options: Partial<RunOptions> = {},
): Promise<Invocation> {
  const news: RunNews[] = [];
  const result = await run(
    plan,
    { processes: PROCESSES, ...place, events: (one) => news.push(one) },
    {
      until: 'commit',
      openGates: [],
      onFailure: 'stop',
      signal: new AbortController().signal,
      by: 'operator',
      host: 'laptop',
      simulated: null,
      ...options,
    },
  );
  return { ...result, news };
}
