/**
 * How long customers could change nothing, read off the journal: from the first effect that may have
 * made their services read-only to the last that surely let them go.
 */
import type { JournalRecord } from '../../schemas/journal.ts';
import type { Plan } from '../../schemas/plan.ts';

/** Seconds of maintenance, all of its times together; one that was never closed counts to `ended`, in milliseconds. */
export function maintenanceSeconds(plan: Plan, records: readonly JournalRecord[], ended: number): number {
  const own = new Set(
    plan.brackets.filter(({ open }) => open.action === 'maintenance.start').map(({ id }) => id),
  );
  let milliseconds = 0;
  let since: number | null = null;
  for (const record of records) {
    if (!('bracket' in record) || !own.has(record.bracket)) continue;
    const at = Date.parse(record.at);
    if (record.record === 'bracket-intent' && record.end === 'open') since ??= at;
    if (record.record !== 'bracket-closed' || since === null) continue;
    milliseconds += at - since;
    since = null;
  }
  return (milliseconds + (since === null ? 0 : ended - since)) / 1000;
}
