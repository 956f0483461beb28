/** Estimates are ranges in order, and the critical path is a path: what a person reads as "because of" must be so. */
import type { Complaint, Subject } from './rule.ts';
import type { SecondsRange } from '../../schemas/plan.ts';

/** Complains of ranges that are none and of a critical path that leaps. */
export function* estimates({ plan, steps }: Subject): Iterable<Complaint> {
  const { durationSeconds, criticalPath, windows, maintenance } = plan.estimate;
  const ranges: [at: string, range: SecondsRange][] = [
    ['estimate.durationSeconds', durationSeconds],
    ...plan.steps.map((step): [string, SecondsRange] => [step.id, step.estimateSeconds]),
    ...windows.map((window): [string, SecondsRange] => [
      `window of ${window.service}`,
      window.downtimeSeconds,
    ]),
    ...(maintenance
      ? [['estimate.maintenance', maintenance.lengthSeconds] satisfies [string, SecondsRange]]
      : []),
  ];
  for (const [at, { low, typical, high }] of ranges) {
    if (low > typical || typical > high) {
      const found = [low, typical, high].map(String).join(' / ');
      yield { at, message: `expected low <= typical <= high, found ${found}` };
    }
  }
  for (const { service, fromSeconds, toSeconds } of windows) {
    if (fromSeconds > toSeconds) yield { at: `window of ${service}`, message: 'ends before it begins' };
  }
  for (const [at, id] of criticalPath.entries()) {
    const previous = criticalPath[at - 1];
    const step = steps.get(id);
    if (previous === undefined || step === undefined) continue;
    if (!step.needs.some((need) => need.step === previous)) {
      yield {
        at: 'estimate.criticalPath',
        message: `leads from ${previous} to ${id}, which does not need it`,
      };
    }
  }
}
