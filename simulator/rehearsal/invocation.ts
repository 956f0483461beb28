/**
 * One invocation of a run in a rehearsal, from its start to whatever end it comes to. Nothing is
 * thrown: to be refused or killed is an end like others, and an error that nobody foresaw is the end
 * of a hnadm that is broken.
 */
import type { RunEnd, RunNews } from '../../executor/events.ts';
import { DatacenterDrifted } from '../../executor/expects.ts';
import { JournalUnwritable, type JournalSink } from '../../executor/journal-sink.ts';
import { LockRefused } from '../../executor/lock-refused.ts';
import { run, type OnFailure } from '../../executor/run.ts';
import { RunRefused } from '../../executor/run-refused.ts';
import type { Plan } from '../../schemas/plan.ts';
import type { SimulatedDatacenter } from '../datacenter.ts';
import { mortal, type Mortal } from './mortal.ts';

/**
 * How an invocation ended. drifted, refused: before it did anything; killed: by a fault; broken: by an
 * error of hnadm's own, or not within a month.
 */
export type InvocationEnd = RunEnd | 'drifted' | 'refused' | 'killed' | 'broken';

export interface Invocation {
  readonly end: InvocationEnd;
  readonly message: string;
}

/** Milliseconds of virtual time within which any run ends: longer than all patience there is, added up. */
const FOREVER = 30 * 86_400_000;

export interface InvocationOptions {
  readonly onFailure: OnFailure;
  readonly onNews: (news: RunNews) => void;
}

/** Starts the run, or goes on with it, gates open. */
export function invoke(
  plan: Plan,
  datacenter: SimulatedDatacenter,
  journal: JournalSink,
  { onFailure, onNews }: InvocationOptions,
): Promise<Invocation> {
  const options = {
    until: 'commit',
    openGates: 'all',
    onFailure,
    signal: new AbortController().signal,
    by: 'rehearsal',
    host: 'rehearsal',
    simulated: plan.snapshot.digest,
  } as const;
  return live(datacenter, journal, ({ deps, isDead }) => {
    const events = (news: RunNews): void => {
      if (!isDead()) onNews(news);
    };
    return run(plan, { ...deps, events }, options);
  });
}

/** Lets a hnadm that can be killed work on the datacenter, to whatever end it comes. */
export async function live(
  datacenter: SimulatedDatacenter,
  journal: JournalSink,
  work: (life: Mortal) => Promise<Invocation>,
): Promise<Invocation> {
  const life = mortal(datacenter, journal);
  const over = new AbortController();
  const killed: Invocation = { end: 'killed', message: 'hnadm was killed' };
  const endless: Invocation = { end: 'broken', message: 'the run did not end within a month' };
  const ended = await Promise.race([
    life.death.then(() => killed),
    work(life).catch(refusal),
    datacenter.clock.sleep(FOREVER, over.signal).then(
      () => endless,
      () => endless,
    ),
  ]);
  over.abort();
  return ended;
}

function refusal(error: unknown): Invocation {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof DatacenterDrifted) return { end: 'drifted', message };
  if ([RunRefused, LockRefused, JournalUnwritable].some((kind) => error instanceof kind))
    return { end: 'refused', message };
  return { end: 'broken', message };
}
