/** A snapshot as the world that a plan is tried on: it must be of the plan's datacenter, with all it needs. */
import type { Plan } from '../schemas/plan.ts';
import { CommandError } from './errors.ts';
import { readSnapshot, type ReadSnapshot } from './files.ts';
import type { Io } from './io.ts';
import { need } from './parts.ts';

/**
 * Reads the snapshot that a plan is to be tried on.
 * @throws {CommandError} where it is unusable, or of another datacenter.
 */
export function readWorldOf(plan: Plan, path: string, io: Io): ReadSnapshot {
  const read = readSnapshot(path, io);
  const { datacenter } = read.snapshot;
  if (datacenter !== plan.datacenter) {
    throw new CommandError(`${path}: is of the datacenter ${datacenter}, the plan is for ${plan.datacenter}`);
  }
  for (const part of ['sapi', 'cnapi', 'napi'] as const) need(read.snapshot, part, path);
  return read;
}
