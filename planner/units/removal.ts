/**
 * The cutover of a member of a cluster that nothing replaces: the others are looked at while it still
 * serves, it leaves DNS, clients get time to let go of it, it stops, and the others are looked at again.
 * Everything until then is taken back by starting it and registering it again.
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

/** Adds the cutover steps of a removal. */
export function remove(draft: Draft, removal: Removal, world: World, around: Surroundings): Cutover {
  const { old, oldAdminIp } = removal;
  const first = verify(draft, removal, around, false, []);
  const whole = needs([first, 'verified']);
  const ready = clusterSteps(removal).beforeLeaving?.(draft, removal, world, whole) ?? whole;
  const unregistered = unregister(draft, removal, ready);
  const gone =
    oldAdminIp === null || !runs(old.state)
      ? null
      : awaitDns(
          draft,
          removal,
          around.resolvers,
          {
            slug: 'out-of-dns',
            ip: oldAdminIp,
            alias: old.alias,
            present: false,
            settleSeconds: DNS_TTL_SECONDS,
            backTo: null,
          },
          needs([unregistered, 'unregistered']),
        );
  const why = `The others serve without it; ${old.alias} can be started again.`;
  const left = unregistered === null ? ready : needs([unregistered, 'unregistered'], [gone, 'out-of-dns']);
  const stopped = stop(draft, removal, { why, alone: false }, left);
  const without = stopped === null ? ready : needs([stopped, 'old-stopped']);
  const verified = verify(
    draft,
    removal,
    around,
    true,
    clusterSteps(removal).afterStop?.(draft, removal, world, without) ?? without,
  );
  expectMembers(draft, removal, stopped ?? verified);
  return { first, verified };
}

/** The others, by their own addresses. The way back ends with the removed one's name in DNS again. */
function verify(
  draft: Draft,
  removal: Removal,
  { resolvers }: Surroundings,
  left: boolean,
  waits: readonly DraftNeed[],
): StepId {
  const { key, unit, old, members, to } = removal;
  const ip = removal.oldAdminIp;
  const name = resolvers.length > 0 ? removal.dnsName : null;
  const others = members.map(({ alias }) => alias).join(', ');
  const back = left || name === null || ip === null || !runs(old.state) ? null : { name, ip };
  return draft.add({
    unit,
    phase: 'cutover',
    slug: left ? 'verify' : 'others',
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
      : `Verify that ${others} can do without ${old.alias}`,
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
