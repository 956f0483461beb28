/** What the snapshot could not tell: unknown is never taken for absent, and each gap is told of once. */
import type { Finding } from '../../schemas/plan.ts';
import type { Snapshot } from '../../schemas/snapshot.ts';
import { note, warning } from '../findings.ts';
import { listed, type Survey } from './survey.ts';

/** Optional parts that only checks read, and what can't be said without them. */
const READ_BY_CHECKS = [
  ['clusters', 'whether binder and manatee are well'],
  ['dns', 'what names lead to'],
  ['workflow', 'whether jobs run'],
] as const;

/** Findings about gaps in the recording. */
export function checkRecorded({ world: { snapshot } }: Survey): readonly Finding[] {
  return [...failures(snapshot), ...unreachable(snapshot), ...missing(snapshot)];
}

function failures({ errors }: Snapshot): readonly Finding[] {
  if (errors.length === 0) return [];
  return [
    warning(
      'recording-incomplete',
      'snapshot',
      `Not everything could be recorded: ${listed(errors.map(({ part, message }) => `${part}: ${message}`))}. What rests on it is unknown; record the datacenter again.`,
    ),
  ];
}

function unreachable({ globalZones }: Snapshot): readonly Finding[] {
  return Object.values(globalZones ?? {})
    .filter(({ reachable }) => !reachable)
    .map(({ hostname }) =>
      warning(
        'global-zone-unreachable',
        hostname,
        `The global zone of ${hostname} did not answer when the snapshot was recorded. See that it can be reached before the plan is applied.`,
      ),
    );
}

function missing(snapshot: Snapshot): readonly Finding[] {
  const gaps = READ_BY_CHECKS.filter(([part]) => !snapshot[part]);
  if (gaps.length === 0) return [];
  return [
    note(
      'not-looked-at',
      'snapshot',
      `The snapshot lacks ${gaps.map(([part]) => part).join(' and ')}: ${gaps.map(([, what]) => what).join(' and ')} was not looked at.`,
    ),
  ];
}
