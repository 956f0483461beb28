/**
 * The plan of a run, kept in its folder before the first record: a run can be looked at, and taken up,
 * where nobody has the file any more that it was begun with.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '../../schemas/plan.ts';
import { CommandError, EXIT } from '../errors.ts';
import { reason } from '../files.ts';
import { writePrivateFile } from './private-folder.ts';

/** Name of the plan in its run's folder. */
export const PLAN = 'plan.json';

/** Keeps the plan where it isn't kept yet. @throws {CommandError} where it can't be written. */
export function keepPlan(folder: string, plan: Plan): void {
  const path = join(folder, PLAN);
  if (existsSync(path)) return;
  try {
    writePrivateFile(path, `${JSON.stringify(plan, null, 2)}\n`);
  } catch (error) {
    throw new CommandError(
      `${path}: can't be written: ${reason(error)}\nMend that and run it again.`,
      EXIT.failed,
    );
  }
}
