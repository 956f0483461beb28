/**
 * A simulated world and its journal are one thing, and one may have been left behind the other. Where
 * that is a kill's doing, both go on from where the shorter one stands; anything else is refused, because
 * a world without the records of what was done to it can't be gone on with, and must not be lost either.
 */
import { count } from '../../plans/render/words.ts';
import type { Plan } from '../../schemas/plan.ts';
import { CommandError } from '../errors.ts';
import type { Io } from '../io.ts';
import { cutJournal, tornAfter } from './cut-journal.ts';
import { keepWorld, keptWorld, type KeptWorld } from './world-file.ts';

/**
 * The world that was kept in a run's folder, or null; a journal that is ahead of it is cut to it, and a
 * world that is ahead by a torn record is set back.
 * @throws {CommandError} where it is none of ours.
 */
export function pairedWorld(folder: string, io: Io): KeptWorld | null {
  const kept = keptWorld(folder);
  if (kept === null) return null;
  const whole = tornAfter(folder);
  if (whole !== null && kept.records === whole + 1) return setBack(folder, kept, io);
  cutToWorld(folder, kept, io);
  return kept;
}

/**
 * The torn record is taken for one that was never written, as in a real journal: what was done before it
 * is found there by a look. The world first: the torn line is what shows that it may be set back.
 */
function setBack(folder: string, { records, state }: KeptWorld, io: Io): KeptWorld {
  const back = { records: records - 1, state };
  keepWorld(folder, back);
  io.stderr.write(
    `the last record of the journal is torn and counts for none: the simulation goes on from record ${String(back.records)}\n`,
  );
  return back;
}

/** A kill comes between a record and the keeping of its world: both go on from the world's record. */
function cutToWorld(folder: string, { records }: KeptWorld, io: Io): void {
  const lost = cutJournal(folder, records);
  if (lost === 0) return;
  io.stderr.write(
    `the simulation was killed: the last ${count(lost, 'record')} of its journal are dropped, it goes on from record ${String(records)}\n`,
  );
}

/**
 * Makes sure that a journal of that many records is the world's.
 * @throws {CommandError} where it is shorter, or there is no world to it.
 */
export function insistOnPair(folder: string, kept: KeptWorld | null, records: number, plan: Plan): void {
  if (records === (kept?.records ?? 0)) return;
  if (kept === null)
    throw new CommandError(
      `simulated datacenter in ${folder}: none is kept there, its journal has ${count(records, 'record')}\n` +
        'Nothing was done. Put its world.json back; or move the folder away, to begin anew.',
    );
  throw new CommandError(
    `simulated datacenter in ${folder}: expected a journal of ${count(kept.records, 'record')}, found ${count(records, 'record')}\n` +
      `Nothing was done. A headnode may mirror the whole journal: go on with hnadm apply --from-journal ${plan.intent.to.hostname}.\n` +
      'To begin anew, move the folder away: the datacenter, with all that was done to it, is nowhere else.',
  );
}
