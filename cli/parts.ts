/** Parts of a snapshot that a command can't do without. A part that was not had is not empty. */
import type { Snapshot } from '../schemas/snapshot.ts';
import { CommandError } from './errors.ts';

/**
 * Insists on a part.
 * @throws {CommandError} that names the part and what the recording says about it.
 */
export function need(snapshot: Snapshot, part: 'sapi' | 'cnapi' | 'napi', path: string): void {
  if (snapshot[part] !== null) return;
  const why = snapshot.errors.find((error) => error.part === part)?.message;
  const told = why === undefined ? '' : ` (${why})`;
  throw new CommandError(
    `${path}: ${part} could not be recorded${told}: take another snapshot when it answers`,
  );
}
