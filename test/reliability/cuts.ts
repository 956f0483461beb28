/**
 * Every moment at which an uninterrupted run can be killed so that it matters: right before and right
 * after each record, and at each effect that is sent. Between two of those nothing changes but time.
 */
import { createHash } from 'node:crypto';
import type { JournalSink } from '../../executor/journal-sink.ts';
import { run } from '../../executor/run.ts';
import type { JournalRecord } from '../../schemas/journal.ts';
import type { Plan } from '../../schemas/plan.ts';
import type { Snapshot } from '../../schemas/snapshot.ts';
import { createDatacenter } from '../../simulator/datacenter.ts';
import type { DatacenterState } from '../../simulator/world-state.ts';
import { commandText, type Transport } from '../../triton/transport.ts';
import { memoryJournal } from '../executor/support/memory-journal.ts';
import { changes, forksOf, isLook, isMirrored, isMirroring, type Fork } from './forks.ts';
import { numbers } from './numbers.ts';
import { rested } from './rest.ts';
import { pictureOf, type Picture } from './picture.ts';
import { PROCESSES } from '../executor/support/run-small.ts';

/** A run that was killed: what of it there is. */
export interface Cut extends Fork {
  /** `12 after record 40 +-`: number of the moment, what it is, fates of the effects under way. */
  readonly name: string;
  readonly records: readonly JournalRecord[];
}

export interface Uninterrupted {
  readonly records: readonly JournalRecord[];
  readonly picture: Picture;
}

export interface CutOptions {
  readonly seed: number;
  /** Which moments are wanted, by number: the others cost nothing. */
  readonly wanted: (moment: number) => boolean;
  /** Replaces what the datacenter is reached through: where a deliberate bug comes in. */
  readonly bend?: (transport: Transport) => Transport;
}

/** Carries out a plan, gates open, and cuts it everywhere on the way. */
export async function cutEverywhere(
  plan: Plan,
  snapshot: Snapshot,
  { seed, wanted, bend = (transport) => transport }: CutOptions,
): Promise<Uninterrupted & { readonly cuts: readonly Cut[] }> {
  const datacenter = createDatacenter(snapshot, { seed });
  const { clock } = datacenter;
  const cuts: Cut[] = [];
  const seen = new Set<string>();
  const plain = memoryJournal(clock);
  let moment = 0;

  const cut = (what: string): void => {
    moment += 1;
    if (!wanted(moment)) return;
    const records = plain.records.slice();
    for (const fork of forksOf(datacenter.state(), numbers(seed + moment))) {
      const essence = essenceOf(fork.state, records.length);
      if (seen.has(essence)) continue;
      seen.add(essence);
      cuts.push({ ...fork, name: `${String(moment)} ${what} ${fork.fates}`.trim(), records });
    }
  };
  const journal: JournalSink = {
    get records() {
      return plain.records;
    },
    append(entry) {
      cut(`before record ${String(plain.records.length)}`);
      const record = plain.append(entry);
      cut(`after record ${String(record.seq)}`);
      return record;
    },
  };
  const transport = bend(atEachCall(datacenter.transport, cut));
  const result = await run(
    plan,
    { transport, clock, journal, events: () => undefined, processes: PROCESSES },
    {
      until: 'commit',
      openGates: 'all',
      onFailure: 'stop',
      signal: new AbortController().signal,
      by: 'operator',
      host: 'laptop',
      simulated: plan.snapshot.digest,
    },
  );
  if (result.end !== 'done') throw new Error(`the uninterrupted run ended ${result.end}: ${result.message}`);
  await rested(datacenter);
  return { records: plain.records, picture: pictureOf(datacenter.state(), plan), cuts };
}

/** Cuts right before and right after each effect is sent. What only looks is no moment of its own. */
function atEachCall(transport: Transport, cut: (what: string) => void): Transport {
  const sent = <T>(what: string, call: () => Promise<T>): Promise<T> => {
    cut(`before ${what}`);
    const answer = call();
    cut(`during ${what}`);
    return answer;
  };
  return {
    request: (to, request) =>
      request.method === 'GET'
        ? transport.request(to, request)
        : sent(`${request.method} ${to.service} ${request.path.split('?')[0] ?? ''}`, () =>
            transport.request(to, request),
          ),
    run: (server, argv, options) =>
      changes(argv)
        ? sent(commandText(argv.slice(0, 3)), () => transport.run(server, argv, options))
        : transport.run(server, argv, options),
    pipe: (from, to, options) => sent(from.argv.join(' '), () => transport.pipe(from, to, options)),
    put: (server, path, ...rest) =>
      isMirrored(`${server}:${path}`)
        ? transport.put(server, path, ...rest)
        : sent(`put ${path}`, () => transport.put(server, path, ...rest)),
  };
}

/**
 * What a world will go on from, without when: two cuts with one essence and one journal are one. The
 * journal's copy is as far as the journal, or a little behind.
 */
function essenceOf({ plain, events, maps, ...rest }: DatacenterState, records: number): string {
  const { origin: _origin, random: _random, now: _now, seq: _seq, ...kept } = plain;
  const files = maps.files.filter(([name]) => !isMirrored(name));
  const coming = events.map(({ what }) => what).filter((what) => !isLook(what) && !isMirroring(what));
  const essence = JSON.stringify([records, kept, coming, { ...maps, files }, rest]);
  return createHash('sha256').update(essence).digest('base64');
}
