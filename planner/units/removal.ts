/**
 * The cutover of a member of a cluster that nothing replaces: the others are looked at while it still
 * serves, it leaves DNS, clients get time to let go of it, the others are looked at once more, because one
 * may have been lost meanwhile, it stops, and the others are looked at without it. Everything until then
 * is taken back by starting it and registering it again.
 */
import { DNS_TTL_SECONDS } from '../../catalogue/durations.ts';
import type { StepId } from '../../schemas/ids.ts';
import { clusterSteps } from '../cluster-steps.ts';
import { needs, reads, type Draft, type DraftNeed } from '../draft.ts';
import * as object from '../objects.ts';
import type { Removal } from '../removal.ts';
import { runs, type World } from '../world.ts';
import type { Surroundings } from './cutover-steps.ts';
import type { Cutover } from './cutover.ts';
import { awaitDns, healthChecks, stop, unregister } from './leave.ts';
import { whyOutOfDns } from './reasons.ts';

/** Adds the cutover steps of a removal. */
export function remove(draft: Draft, removal: Removal, world: World, around: Surroundings): Cutover {
  const { old } = removal;
  const { beforeLeaving, beforeStop, afterStop } = clusterSteps(removal);
  const first = verify(draft, removal, around, 'others', []);
  const whole = needs([first, 'verified']);
  const ready = beforeLeaving?.(draft, removal, world, whole) ?? whole;
  const left = leaveDns(draft, removal, around, ready);
  const again = runs(old.state) ? verify(draft, removal, around, 'others-again', left) : null;
  const why = `The others serve without it; ${old.alias} can be started again.`;
  const stopped = stop(draft, removal, { why, alone: false }, [
    ...needs([again, 'verified']),
    ...(beforeStop?.(draft, removal, world, left) ?? []),
  ]);
  const without = stopped === null ? ready : needs([stopped, 'old-stopped']);
  const verified = verify(
    draft,
    removal,
    around,
    'verify',
    afterStop?.(draft, removal, world, without) ?? without,
  );
  expectMembers(draft, removal, stopped ?? verified);
  return { first, verified };
}

/** Takes it out of DNS and gives clients time. @returns what its stop waits for. */
function leaveDns(
  draft: Draft,
  removal: Removal,
  { resolvers }: Surroundings,
  ready: readonly DraftNeed[],
): readonly DraftNeed[] {
  const { old, oldAdminIp: ip } = removal;
  const why = 'Leaving by itself takes seconds; a zone that just stops stays in DNS for minutes.';
  const unregistered = unregister(draft, removal, why, ready);
  if (unregistered === null) return ready;
  const waits = needs([unregistered, 'unregistered']);
  if (ip === null) return waits;
  const name = { slug: 'out-of-dns', ip, alias: old.alias, present: false };
  const gently = { settleSeconds: DNS_TTL_SECONDS, why: whyOutOfDns(removal, DNS_TTL_SECONDS) };
  const awaited = { ...name, ...gently, backTo: null };
  const gone = awaitDns(draft, removal, resolvers, awaited, waits);
  return [...waits, ...needs([gone, 'out-of-dns'])];
}

/** The others, by their own addresses. The way back ends with the removed one's name in DNS again. */
function verify(
  draft: Draft,
  removal: Removal,
  { resolvers }: Surroundings,
  slug: 'others' | 'others-again' | 'verify',
  waits: readonly DraftNeed[],
): StepId {
  const { key, unit, old, members, to } = removal;
  const ip = removal.oldAdminIp;
  const name = resolvers.length > 0 ? removal.dnsName : null;
  const others = members.map(({ alias }) => alias).join(', ');
  const left = slug === 'verify';
  // One undo is enough: the way back waits at its end.
  const back = slug !== 'others' || name === null || ip === null || !runs(old.state) ? null : { name, ip };
  return draft.add({
    unit,
    phase: 'cutover',
    slug,
    action: 'members.verify',
    params: {
      instance: key,
      members: [...members],
      left,
      name,
      ip,
      server: to.uuid,
      resolvers: [...resolvers],
      checks: healthChecks(removal),
    },
    title: left
      ? `Verify that ${old.service.name} answers from ${others} without ${old.alias}`
      : `Verify that ${others} can${slug === 'others' ? '' : ' still'} do without ${old.alias}`,
    why: left
      ? `${old.alias} may be deleted only when nothing needs it any more.`
      : 'Nothing replaces it: it may leave only while the others are well.',
    needs: waits,
    touches: [...members.map((member) => reads(object.zone(member))), reads(object.oldZone(removal))],
    ...(back === null
      ? {}
      : {
          undo: {
            action: 'dns.await',
            params: { ...back, present: true, server: to.uuid, resolvers: [...resolvers], settleSeconds: 0 },
          },
        }),
  });
}

/** That the others run is what a removal rests on. */
function expectMembers(draft: Draft, { members }: Removal, until: StepId): void {
  for (const { uuid, server } of members)
    draft.expect({ kind: 'zone-state', zone: uuid, server, state: 'running' }, until);
}
