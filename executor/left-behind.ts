/**
 * What a run has put into a datacenter and not taken away again, by its journal: for whoever gives it
 * up, or looks why an address is taken. It says what may be there; only the datacenter says what is.
 */
import type { ServerUuid, StepId } from '../schemas/ids.ts';
import type { Plan, Step } from '../schemas/plan.ts';
import { disabledBy, EARLIER } from './disabled-services.ts';
import { openBrackets, type RunState } from './fold.ts';
import { latchOf } from './latch.ts';
import { mayHaveEffect } from './transitions.ts';
import { MADE } from './zone-link.ts';

export interface LeftBehind {
  readonly kind: 'address' | 'zone' | 'service' | 'link' | 'snapshot' | 'bracket';
  /** What it is, as a person would look for it. */
  readonly object: string;
  readonly where: string;
  /** The step or bracket that put it there. */
  readonly by: StepId;
}

/** Everything that is left, in the order of the plan. */
export function leftBehind(plan: Plan, state: RunState): readonly LeftBehind[] {
  const there = plan.steps.filter(({ id }) => mayHaveEffect(state.steps.get(id)));
  return [
    ...there.flatMap((step) => ofStep(plan, state, step)),
    ...openBrackets(state).map((id): LeftBehind => ({ kind: 'bracket', object: id, where: 'open', by: id })),
  ];
}

export interface StillLocked {
  readonly server: ServerUuid;
  readonly hostname: string;
  /** A latch keeps every other run out until somebody breaks it. */
  readonly state: 'lock' | 'latch';
}

/**
 * Headnodes that this run's lock may still be on: a latch, one that could not be given back, or one of
 * an invocation that broke off or is at work. Giving a run up gives its lock back, without a record.
 */
export function stillLocked(plan: Plan, state: RunState): readonly StillLocked[] {
  const isLatched = state.lock === 'free' && latchOf(plan, state) !== null;
  if (state.phase === 'abandoned' && latchOf(plan, state) === null) return [];
  return state.locked.map((server) => ({
    server,
    hostname: hostname(plan, server),
    state: isLatched ? 'latch' : 'lock',
  }));
}

function ofStep(plan: Plan, state: RunState, step: Step): readonly LeftBehind[] {
  const isDone = (what: (one: Step) => boolean) =>
    plan.steps.some((one) => what(one) && state.steps.get(one.id) === 'done');
  switch (step.action) {
    case 'address.reserve': {
      const { ip, network } = step.params;
      if (isDone((one) => one.action === 'address.unreserve' && one.params.ip === ip)) return [];
      const name = plan.reservations.find((one) => one.ip === ip)?.networkName ?? network;
      return [{ kind: 'address', object: ip, where: `reserved in network ${name}`, by: step.id }];
    }
    case 'zone.create': {
      const create = plan.instances.find(({ key }) => key === step.params.instance)?.create;
      const uuid = state.facts.get(step.id)?.get('candidate') ?? 'of a UUID that the plan lists';
      const where = `new on ${hostname(plan, create?.server)}`;
      return [{ kind: 'zone', object: `${create?.alias ?? ''} ${uuid}`, where, by: step.id }];
    }
    case 'zone.stop': {
      const { instance, side } = step.params.zone;
      const old = plan.instances.find(({ key }) => key === instance)?.replaces ?? null;
      const isDeleted = isDone((one) => one.action === 'instance.delete' && one.params.instance === instance);
      if (side === 'new' || old === null || isDeleted) return [];
      const where = `stopped on ${hostname(plan, old.server)}`;
      return [{ kind: 'zone', object: `${old.alias} ${old.uuid}`, where, by: step.id }];
    }
    case 'services.disable': {
      const { zone } = step.params;
      const names = [...disabledBy(state.facts.get(step.id)?.get(EARLIER)).keys()];
      const old = plan.instances.find(({ key }) => key === zone.instance)?.replaces ?? null;
      const isDeleted = isDone(
        (one) => one.action === 'instance.delete' && one.params.instance === zone.instance,
      );
      if (old === null || isDeleted || names.length === 0) return [];
      return [{ kind: 'service', object: names.join(', '), where: `disabled in ${old.alias}`, by: step.id }];
    }
    case 'link.set': {
      if (state.facts.get(step.id)?.get(MADE) !== 'yes') return [];
      const { zone, path } = step.params;
      const create = plan.instances.find(({ key }) => key === zone.instance)?.create;
      return [{ kind: 'link', object: path, where: `on ${hostname(plan, create?.server)}`, by: step.id }];
    }
    case 'dataset.copy':
    case 'dataset.increment': {
      const { instance, from, to, snapshot } = step.params;
      if (isDone((one) => one.action === 'dataset.forget' && one.params.instance === instance)) return [];
      const where = `${hostname(plan, from.server)}, and held on the copy on ${hostname(plan, to)}`;
      return [{ kind: 'snapshot', object: `${from.dataset}@${snapshot}`, where: `on ${where}`, by: step.id }];
    }
    default:
      return [];
  }
}

function hostname({ intent: { from, to, options } }: Plan, server: ServerUuid | undefined): string {
  const named = [from, to, ...(options.haTo ? [options.haTo] : [])];
  return named.find(({ uuid }) => uuid === server)?.hostname ?? server ?? 'an unknown server';
}
