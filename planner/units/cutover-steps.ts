/** The single steps of a cutover, in terms of one move. A step that this move has no use for is null. */
import type { HealthCheck, Touch, ZoneRef } from '../../schemas/plan.ts';
import type { OwnerUuid, StepId } from '../../schemas/ids.ts';
import { reads, writes, type Draft, type DraftNeed, type DraftStep } from '../draft.ts';
import { isCreatedLate, takeovers, type Move, type MoveNic } from '../move.ts';
import * as object from '../objects.ts';
import { through } from '../through.ts';
import { runs } from '../world.ts';
import { create } from './create.ts';

/** A step without what all steps of a cutover share. */
type CutoverStep = DraftStep extends infer One
  ? One extends DraftStep
    ? Omit<One, 'unit' | 'phase'>
    : never
  : never;

/** What cutovers have in common. */
export interface Surroundings {
  readonly owner: OwnerUuid;
  /** Admin addresses of every running binder. */
  readonly resolvers: readonly string[];
}

/** The single steps, in terms of one move. */
export class CutoverSteps {
  readonly #draft: Draft;
  readonly #move: Move;
  readonly #around: Surroundings;
  readonly #new: ZoneRef;
  readonly #old: ZoneRef;

  constructor(draft: Draft, move: Move, around: Surroundings) {
    this.#draft = draft;
    this.#move = move;
    this.#around = around;
    this.#new = { instance: move.key, side: 'new' };
    this.#old = { instance: move.key, side: 'old' };
  }

  start(needs: readonly DraftNeed[]): StepId | null {
    const move = this.#move;
    if (move.progress === 'started') return null;
    return this.#add({
      slug: 'start',
      action: 'zone.start',
      params: { zone: this.#new, alone: move.order === 'stop-first' },
      title: `Start ${move.key} on ${move.to.hostname}`,
      why: move.data
        ? `From its first write on, ${move.key} has the only true copy of the data.`
        : `${move.key} sets itself up and registers.`,
      needs,
      touches: [writes(object.newZone(move)), ...this.#dnsTouch()],
      undo: { action: 'zone.stop', params: { zone: this.#new } },
    });
  }

  await(needs: readonly DraftNeed[]): StepId {
    const move = this.#move;
    return this.#add({
      slug: 'await',
      action: 'zone.await',
      params: { zone: this.#new, checks: this.#checks() },
      title: `Wait until ${move.key} is set up and healthy`,
      why: 'Nothing leans on the new zone before it answers at its own address.',
      needs,
      touches: [reads(object.newZone(move))],
      // Only a zone that this plan has started is taken out of DNS again, before it is stopped.
      ...(move.identity.inDns && move.progress !== 'started'
        ? { undo: { action: 'registrar.disable', params: { zone: this.#new } } }
        : {}),
    });
  }

  /** Undone by waiting the other way round: the new zone is not stopped before the old one is found again. */
  inDns(needs: readonly DraftNeed[]): StepId | null {
    const { newAdminIp, oldAdminIp, old, order, rules } = this.#move;
    const isBeside = order === 'start-first' && runs(old.state);
    const warm = isBeside ? rules.warmSeconds : 0;
    return this.#dns('in-dns', newAdminIp, true, warm, needs, isBeside ? oldAdminIp : null);
  }

  outOfDns(needs: readonly DraftNeed[], settleSeconds: number): StepId | null {
    const { oldAdminIp, newAdminIp, old } = this.#move;
    // An address that stays leads from the one zone to the other: nobody could see it go.
    if (oldAdminIp === null || oldAdminIp === newAdminIp || !runs(old.state)) return null;
    return this.#dns('out-of-dns', oldAdminIp, false, settleSeconds, needs, null);
  }

  settle(needs: readonly DraftNeed[]): StepId {
    const move = this.#move;
    return this.#add({
      slug: 'settle',
      action: 'instance.settle',
      params: { instance: move.key, keys: ['autoboot', 'networks'] },
      title: `Take what only its creation needed out of ${move.key}'s SAPI record`,
      why: 'Left there, autoboot=false and fixed addresses would come back at its next reprovision.',
      needs,
      touches: [writes(object.newInstance(move))],
      ...through(move, 'new'),
    });
  }

  unregister(needs: readonly DraftNeed[]): StepId | null {
    const move = this.#move;
    if (!move.identity.inDns || !runs(move.old.state)) return null;
    return this.#add({
      slug: 'unregister',
      action: 'registrar.disable',
      params: { zone: this.#old },
      title: `Take ${move.old.alias} out of DNS`,
      why: 'Leaving by itself takes seconds; a zone that just stops stays in DNS for minutes.',
      needs,
      touches: [writes(object.oldZone(move)), ...this.#dnsTouch()],
      undo: { action: 'registrar.enable', params: { zone: this.#old } },
    });
  }

  stopOld(needs: readonly DraftNeed[]): StepId | null {
    const move = this.#move;
    if (!runs(move.old.state)) return null;
    const step = this.#add({
      slug: 'stop-old',
      action: 'zone.stop',
      params: { zone: this.#old },
      title: `Stop ${move.old.alias} on ${move.from.hostname}`,
      why:
        move.order === 'stop-first'
          ? `Only one of ${move.old.alias} and ${move.key} may act.`
          : `From here the datacenter runs on ${move.key}; ${move.old.alias} can be started again.`,
      needs,
      touches: [writes(object.oldZone(move))],
      undo: {
        action: 'zone.revive',
        params: { zone: this.#old, checks: this.#revivedChecks(), alone: move.order === 'stop-first' },
      },
    });
    this.#draft.expect(
      { kind: 'zone-state', zone: move.old.uuid, server: move.from.uuid, state: 'running' },
      step,
    );
    return step;
  }

  increment(needs: readonly DraftNeed[]): StepId | null {
    const move = this.#move;
    if (!move.data || move.progress === 'started') return null;
    const { from } = move.data;
    const { first, last } = move.data.snapshots;
    return this.#add({
      slug: 'last-increment',
      action: 'dataset.increment',
      params: { instance: move.key, from, to: move.to.uuid, base: first, snapshot: last },
      title: `Send the last increment of ${from.dataset} to ${move.to.hostname}`,
      why: 'Both zones stand still, so this is all of it.',
      needs,
      touches: [writes(object.dataset(from)), writes(object.newDataset(move))],
      undo: {
        action: 'dataset.return',
        params: { instance: move.key, from, to: move.to.uuid, snapshot: last },
      },
    });
  }

  /** Only the zone that waits for the old one's NICs; every other was made in prepare. */
  create(needs: readonly DraftNeed[]): StepId | null {
    return isCreatedLate(this.#move) ? create(this.#draft, this.#move, this.#around.owner, needs) : null;
  }

  /** One after the other: both zones are written by each. A zone that is created with them has them already. */
  moveNics(first: readonly DraftNeed[]): readonly StepId[] {
    const steps: StepId[] = [];
    if (isCreatedLate(this.#move)) return steps;
    for (const nic of takeovers(this.#move)) {
      const before = steps.at(-1);
      steps.push(this.#moveNic(nic, before ? [{ step: before, because: 'nic-moved' }] : first));
    }
    return steps;
  }

  verify(needs: readonly DraftNeed[]): StepId {
    const move = this.#move;
    const name = this.#around.resolvers.length > 0 ? move.dnsName : null;
    return this.#add({
      slug: 'verify',
      action: 'service.verify',
      params: {
        instance: move.key,
        name,
        present: name === null ? null : move.newAdminIp,
        absent: name === null || move.oldAdminIp === move.newAdminIp ? null : move.oldAdminIp,
        server: move.to.uuid,
        resolvers: [...this.#around.resolvers],
        checks: this.#checks(),
      },
      title: `Verify that ${move.old.service.name} answers from ${move.key} alone`,
      why: `${move.old.alias} may be deleted only when nothing needs it any more.`,
      needs,
      touches: [reads(object.newZone(move)), reads(object.oldZone(move))],
    });
  }

  /** Keeps moved addresses reserved around these steps: in between they belong to no NIC. */
  holdAddresses(around: readonly (StepId | null)[]): void {
    const move = this.#move;
    for (const nic of takeovers(move)) {
      const touches = [writes(object.address(nic.network, nic.ip))];
      const params = { network: nic.network, ip: nic.ip };
      this.#draft.bracket({
        id: `${move.unit}/cutover/hold-${nic.ip}` as StepId,
        open: { action: 'address.hold', params, touches },
        close: { action: 'address.unhold', params: { ...params, reserved: nic.wasReserved }, touches },
        around: around.filter((step) => step !== null),
      });
    }
  }

  #moveNic(nic: MoveNic & { readonly mac: string }, needs: readonly DraftNeed[]): StepId {
    const move = this.#move;
    const { mac } = nic;
    const params = {
      instance: move.key,
      mac,
      ip: nic.ip,
      network: nic.network,
      nicTag: nic.nicTag,
      primary: nic.primary,
      owner: this.#around.owner,
    };
    const step = this.#add({
      slug: `move-${nic.ip}`,
      action: 'nic.move',
      params: { ...params, to: 'new' },
      title: `Move ${nic.ip} with its MAC from ${move.old.alias} to ${move.key}`,
      why: 'Customers, certificates and firewalls know this address.',
      needs,
      touches: [
        writes(object.nic(mac)),
        writes(object.address(nic.network, nic.ip)),
        writes(object.oldZone(move)),
        writes(object.newZone(move)),
      ],
      undo: { action: 'nic.move', params: { ...params, to: 'old' } },
    });
    this.#draft.expect({ kind: 'nic-held', mac, ip: nic.ip, zone: move.old.uuid }, step);
    return step;
  }

  #dns(
    slug: string,
    ip: string,
    present: boolean,
    settleSeconds: number,
    needs: readonly DraftNeed[],
    backTo: string | null,
  ): StepId | null {
    const { dnsName, to, key, old } = this.#move;
    if (dnsName === null || this.#around.resolvers.length === 0) return null;
    const asked = { name: dnsName, server: to.uuid, resolvers: [...this.#around.resolvers] };
    return this.#add({
      slug,
      action: 'dns.await',
      params: { ...asked, ip, present, settleSeconds },
      title: `Wait until ${dnsName} ${present ? `leads to ${key}` : `leads to ${old.alias} no more`} (${ip})`,
      why: whyAwaited(present, settleSeconds),
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
            undo: {
              action: 'dns.await',
              params: { ...asked, ip: backTo, present: true, settleSeconds: 0 },
            },
          }),
    });
  }

  #checks(): HealthCheck[] {
    const { health } = this.#move.identity;
    return [
      { kind: 'smf', services: [] },
      ...health.filter((check) => check.kind !== 'smf' || check.services.length > 0),
    ];
  }

  /** What was disabled before the stop comes up later, when that is undone. */
  #revivedChecks(): HealthCheck[] {
    const { acting } = this.#move.rules;
    return this.#checks().filter(
      (check) => check.kind !== 'smf' || !check.services.some((service) => acting.includes(service)),
    );
  }

  #dnsTouch(): readonly Touch[] {
    return this.#move.dnsName === null ? [] : [writes(object.dns(this.#move.dnsName))];
  }

  #add(step: CutoverStep): StepId {
    return this.#draft.add({ ...step, unit: this.#move.unit, phase: 'cutover' });
  }
}

function whyAwaited(present: boolean, settleSeconds: number): string {
  if (!present) return 'Clients must have let go of the old zone.';
  const found = 'Clients find the new zone by name.';
  if (settleSeconds === 0) return found;
  return `${found} Its cache fills in ${String(settleSeconds)} s, and the old zone serves until then.`;
}
