/**
 * When a plan may be applied: its maintenance window, and how old the snapshot may be that it was made
 * from. Both go by the machine's clock, also where the datacenter is simulated: they are about the day
 * on which somebody calls. Going back is allowed at any time.
 */
import { duration } from '../plans/render/words.ts';
import type { Intent, Plan } from '../schemas/plan.ts';
import { CommandError } from './errors.ts';

/** A date with its time and zone, as ISO 8601 has it. */
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

/** Reads `FROM/TO`. @throws {CommandError} where it is no window. */
export function parseWindow(text: string): NonNullable<Intent['window']> {
  const [from = '', to = '', ...more] = text.split('/');
  const [notBefore, notAfter] = [from, to].map((one) => (MOMENT.test(one) ? Date.parse(one) : NaN));
  if (more.length === 0 && notBefore !== undefined && notAfter !== undefined && notBefore < notAfter) {
    return { notBefore: new Date(notBefore).toISOString(), notAfter: new Date(notAfter).toISOString() };
  }
  throw new CommandError(
    `--window: expected FROM/TO, each like 2026-11-28T22:00Z and the first one earlier, found ${JSON.stringify(text)}`,
  );
}

/**
 * @param now milliseconds since the epoch.
 * @throws {CommandError} where the plan may not be applied now.
 */
export function insistOnWindow({ intent, snapshot }: Plan, path: string, now: number): void {
  const { window, snapshotMaxAgeSeconds } = intent;
  const at = new Date(now).toISOString();
  if (window !== undefined && (now < Date.parse(window.notBefore) || now > Date.parse(window.notAfter))) {
    throw new CommandError(
      `${path}: may be applied from ${window.notBefore} to ${window.notAfter}, and it is ${at}: wait for its window, or plan again with another; a run that was begun can be taken back at any time`,
    );
  }
  const age = (now - Date.parse(snapshot.takenAt)) / 1000;
  if (snapshotMaxAgeSeconds !== undefined && age > snapshotMaxAgeSeconds) {
    throw new CommandError(
      `${path}: its snapshot may be ${duration(snapshotMaxAgeSeconds)} old, and was taken ${duration(age)} ago: take a new one and plan again`,
    );
  }
}
