/**
 * The message of a maintenance that a run opens: it ends with the run's id. Here, because it is written by
 * the executor and read by the planner too: a maintenance that a killed run left open is nobody else's.
 */
import type { RunId } from './ids.ts';

/** What a run writes. */
export function maintenanceMessage(message: string, run: RunId): string {
  return `${message} (hnadm run ${run})`;
}

/** The run that a message names, or null where it is a person's own. */
export function runOfMaintenance(message: string): RunId | null {
  const [, run] = / \(hnadm run ([0-9a-f]{16})\)$/.exec(message) ?? [];
  return run === undefined ? null : (run as RunId);
}
