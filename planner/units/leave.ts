/** How a zone leaves, whether another replaces it or not: out of DNS, then stopped. */
import type { HealthCheck, Touch } from '../../schemas/plan.ts';
import type { StepId } from '../../schemas/ids.ts';
import { reads, writes, type Draft, type DraftNeed } from '../draft.ts';
import type { Leaving } from '../move.ts';
import * as object from '../objects.ts';
import { runs } from '../world.ts';

/** The step that takes a zone out of DNS; null where it is in none, or does not run. */
export function unregister(
  draft: Draft,
  leaving: Leaving,
  why: string,
  needs: readonly DraftNeed[],
): StepId | null {
  const { identity, key, old, unit } = leaving;
  if (!identity.inDns || !runs(old.state)) return null;
  const zone = { instance: key, side: 'old' as const };
  return draft.add({
    unit,
    phase: 'cutover',
    slug: 'unregister',
    action: 'registrar.disable',
    params: { zone },
    title: `Take ${old.alias} out of DNS`,
    why,
    needs,
    touches: [writes(object.oldZone(leaving)), ...dnsTouch(leaving)],
    undo: { action: 'registrar.enable', params: { zone } },
  });
}

/** The step that stops a zone; null where it does not run. `alone`: another may not run beside it. */
export function stop(
  draft: Draft,
  leaving: Leaving,
  { why, alone }: { readonly why: string; readonly alone: boolean },
  needs: readonly DraftNeed[],
): StepId | null {
  const { from, key, old, rules, unit } = leaving;
  if (!runs(old.state)) return null;
  const zone = { instance: key, side: 'old' as const };
  const step = draft.add({
    unit,
    phase: 'cutover',
    slug: 'stop-old',
    action: 'zone.stop',
    params: { zone, ...drain(leaving) },
    title: `Stop ${old.alias} on ${from.hostname}${rules.runsJobs ? ', once no job runs in it' : ''}`,
    why: rules.runsJobs ? `A job that is cut off is cancelled. ${why}` : why,
    needs,
    touches: [writes(object.oldZone(leaving))],
    undo: { action: 'zone.revive', params: { zone, checks: revivedChecks(leaving), alone } },
  });
  draft.expect({ kind: 'zone-state', zone: old.uuid, server: from.uuid, state: 'running' }, step);
  return step;
}

/** For a stop that waits for jobs: a runner has 30 s to end, and a job may take an hour. */
export function drain({ rules }: Leaving): { readonly drain?: true } {
  return rules.runsJobs ? { drain: true } : {};
}

/** What a wait for DNS waits for. */
export interface AwaitedName {
  readonly slug: string;
  readonly why: string;
  readonly ip: string;
  /** Alias of the zone with that address. */
  readonly alias: string;
  readonly present: boolean;
  /** Seconds for clients' caches, afterwards. */
  readonly settleSeconds: number;
  /** Address that its undo waits to find again; null: nothing. */
  readonly backTo: string | null;
}

/** The step that waits until a name leads somewhere, or no more; null where nobody can see. */
export function awaitDns(
  draft: Draft,
  { dnsName, to, unit }: Leaving,
  resolvers: readonly string[],
  { slug, why, ip, alias, present, settleSeconds, backTo }: AwaitedName,
  needs: readonly DraftNeed[],
): StepId | null {
  if (dnsName === null || resolvers.length === 0) return null;
  const asked = { name: dnsName, server: to.uuid, resolvers: [...resolvers] };
  return draft.add({
    unit,
    phase: 'cutover',
    slug,
    action: 'dns.await',
    params: { ...asked, ip, present, settleSeconds },
    title: `Wait until ${dnsName} ${present ? `leads to ${alias}` : `leads to ${alias} no more`} (${ip})`,
    why,
    needs,
    touches: [reads(object.dns(dnsName))],
    estimate: {
      low: 1 + settleSeconds,
      typical: (present ? 10 : 30) + settleSeconds,
      high: 120 + settleSeconds,
    },
    ...(backTo === null
      ? {}
      : {
          undo: { action: 'dns.await', params: { ...asked, ip: backTo, present: true, settleSeconds: 0 } },
        }),
  });
}

/** What tells that a zone of the service is healthy. */
export function healthChecks({ identity: { health } }: Leaving): HealthCheck[] {
  return [
    { kind: 'smf', services: [] },
    ...health.filter((check) => check.kind !== 'smf' || check.services.length > 0),
  ];
}

/** Its name in DNS, which a zone's coming and going change. */
export function dnsTouch({ dnsName }: Leaving): readonly Touch[] {
  return dnsName === null ? [] : [writes(object.dns(dnsName))];
}

/** What was disabled before the stop comes up later, when that is undone. */
function revivedChecks(leaving: Leaving): HealthCheck[] {
  const { acting } = leaving.rules;
  return healthChecks(leaving).filter(
    (check) => check.kind !== 'smf' || !check.services.some((service) => acting.includes(service)),
  );
}
