/** The single steps of a cutover, in terms of one move. A step that this move has no use for is null. */
import type { ZoneRef } from '../../schemas/plan.ts';
import type { OwnerUuid, StepId } from '../../schemas/ids.ts';
import { reads, writes, type Draft, type DraftNeed, type DraftStep } from '../draft.ts';
import { isCreatedLate, takeovers, type Move, type MoveNic } from '../move.ts';
import * as object from '../objects.ts';
import { through } from '../through.ts';
import { runs } from '../world.ts';
import { create } from './create.ts';
import { awaitDns, dnsTouch, healthChecks, stop, unregister, type AwaitedName, drain } from './leave.ts';
import { whyInDns, whyOutOfDns, whyStart, whyStop, whyUnregister } from './reasons.ts';

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

  constructor(draft: Draft, move: Move, around: Surroundings) {
    this.#draft = draft;
    this.#move = move;
    this.#around = around;
    this.#new = { instance: move.key, side: 'new' };
  }

  start(needs: readonly DraftNeed[]): StepId | null {
    const move = this.#move;
    if (move.progress === 'started') return null;
    return this.#add({
      slug: 'start',
      action: 'zone.start',
      params: { zone: this.#new, alone: move.order === 'stop-first' },
      title: `Start ${move.key} on ${move.to.hostname}`,
      why: whyStart(move),
      needs,
      touches: [writes(object.newZone(move)), ...dnsTouch(this.#move)],
      // Beside an old zone that doesn't run, nobody could take a job up, nor tell that the new one has it.
      undo: { action: 'zone.stop', params: { zone: this.#new, ...(runs(move.old.state) && drain(move)) } },
    });
  }

  await(needs: readonly DraftNeed[]): StepId {
    const move = this.#move;
    return this.#add({
      slug: 'await',
      action: 'zone.await',
      params: { zone: this.#new, checks: healthChecks(this.#move) },
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
    const { key, newAdminIp, oldAdminIp, old, order, rules } = this.#move;
    const isBeside = order === 'start-first' && runs(old.state);
    const settleSeconds = isBeside ? rules.warmSeconds : 0;
    const why = whyInDns(this.#move, settleSeconds);
    const name = { slug: 'in-dns', why, ip: newAdminIp, alias: key, present: true };
    return this.#dns({ ...name, settleSeconds, backTo: isBeside ? oldAdminIp : null }, needs);
  }

  outOfDns(needs: readonly DraftNeed[], settleSeconds: number): StepId | null {
    const { oldAdminIp, newAdminIp, old } = this.#move;
    // An address that stays leads from the one zone to the other: nobody could see it go.
    if (oldAdminIp === null || oldAdminIp === newAdminIp || !runs(old.state)) return null;
    const why = whyOutOfDns(this.#move, settleSeconds);
    const name = { slug: 'out-of-dns', why, ip: oldAdminIp, alias: old.alias, present: false };
    return this.#dns({ ...name, settleSeconds, backTo: null }, needs);
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
    return unregister(this.#draft, this.#move, whyUnregister(this.#move), needs);
  }

  stopOld(needs: readonly DraftNeed[]): StepId | null {
    const alone = this.#move.order === 'stop-first';
    return stop(this.#draft, this.#move, { why: whyStop(this.#move), alone }, needs);
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
        checks: healthChecks(this.#move),
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

  #dns(name: AwaitedName, needs: readonly DraftNeed[]): StepId | null {
    return awaitDns(this.#draft, this.#move, this.#around.resolvers, name, needs);
  }

  #add(step: CutoverStep): StepId {
    return this.#draft.add({ ...step, unit: this.#move.unit, phase: 'cutover' });
  }
}
