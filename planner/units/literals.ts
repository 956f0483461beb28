/**
 * Addresses that are written down as numbers: changed in each unit's own steps behind its verification, so that
 * they go back with it, and before anything is deleted. What no step can change a person does, at one gate a unit
 * for what is outside, and at one for the headnodes' files: thirty of them would be opened unread.
 *
 * One wave of steps behind all cutovers would write each object once, and could not go back with one unit while
 * others stay. Steps of several units that waited for each other would go back together, and would hold cutovers
 * up. So each writes its own addresses, whatever else is in the value: cutovers are carried out one at a time.
 */
import type { StepId, UnitId } from '../../schemas/ids.ts';
import type { ParamsOf } from '../../schemas/plan.ts';
import type { Unit } from '../between.ts';
import { writes, type Draft, type DraftNeed } from '../draft.ts';
import { configOf, CONFIG, findLiterals, headnodesOf, type Literals, type Written } from '../literals.ts';
import { renumbered, type Renumbered } from '../renumbered.ts';
import { isAdminTag, type World } from '../world.ts';

type Place = ParamsOf<'gate.manual'>['places'][number];
type Change = ParamsOf<'sapi.substitute'>['changes'][number];

/** What the gate of the deletes, and each delete, waits for. */
export interface Renumbering {
  readonly rewrites: readonly StepId[];
  readonly byHand: ReadonlyMap<Unit['leaving'], readonly StepId[]>;
}

/** Adds the steps that change written addresses, and the manual ones. */
export function renumber(draft: Draft, world: World, units: readonly Unit[]): Renumbering {
  const changes = units.flatMap(({ leaving }) => renumbered(leaving));
  const literals = findLiterals(world, changes);
  const rewrites = units.flatMap((unit) => rewrite(draft, unit, literals));
  const byHand = new Map<Unit['leaving'], StepId[]>();
  for (const { leaving, cut } of units) {
    const places = outside(leaving, changes, literals);
    if (places.length > 0)
      byHand.set(leaving, [manual(draft, leaving.unit, places, [verified(cut.verified)])]);
  }
  const places = recorded(world, changes, literals);
  const concerned = units.filter(({ leaving }) => changes.some((one) => one.leaving === leaving));
  if (places.length > 0) {
    const waits = concerned.map(({ cut }) => verified(cut.verified));
    const step = manual(draft, 'literals' as UnitId, places, waits);
    for (const { leaving } of concerned) byHand.set(leaving, [...(byHand.get(leaving) ?? []), step]);
  }
  return { rewrites, byHand };
}

function verified(step: StepId): DraftNeed {
  return { step, because: 'verified' };
}

function rewrite(draft: Draft, { leaving, cut }: Unit, { rewrites }: Literals): readonly StepId[] {
  const own = rewrites.filter(({ change }) => change.leaving === leaving);
  const places = new Map(own.map(({ at }) => [at.name, at]));
  return [...places.values()].map((at, index) => {
    const changes = own
      .filter((one) => one.at.name === at.name)
      .map((one) => ({ key: one.key, old: one.change.old, new: one.new }));
    return substitute(draft, leaving, at, `renumber-${String(index + 1)}`, changes, [verified(cut.verified)]);
  });
}

/** An address in a value: what two units change in one value are two objects. */
function objectOf(at: Written, { key, old }: Change): string {
  if (at.kind === 'file') return `file:${at.server.uuid}${CONFIG} ${key} ${old}`;
  return `sapi:${at.object.kind}/${at.object.uuid} ${at.field} ${key} ${old}`;
}

function substitute(
  draft: Draft,
  { unit, old }: Unit['leaving'],
  at: Written,
  slug: string,
  changes: Change[],
  waits: readonly DraftNeed[],
): StepId {
  const keys = [...new Set(changes.map(({ key }) => key))].join(', ');
  const numbers = [...new Set(changes.map((one) => `${one.old} to ${one.new}`))].join(', ');
  const frame = {
    unit,
    phase: 'cutover',
    slug,
    title: `Change ${numbers} in ${keys} in ${at.kind === 'file' ? '' : 'the '}${at.name}`,
    why: `It names ${old.alias} by number, and is read when servers and zones are set up and when they boot.`,
    needs: waits,
    touches: changes.map((one) => writes(objectOf(at, one))),
  } as const;
  const back = changes.map((one) => ({ key: one.key, old: one.new, new: one.old }));
  if (at.kind === 'file') {
    const params = { server: at.server.uuid, path: CONFIG, changes } as const;
    const undo = { action: 'file.substitute', params: { ...params, changes: back } } as const;
    return draft.add({ ...frame, action: 'file.substitute', params, undo });
  }
  const params = { object: at.object, field: at.field, changes };
  const undo = { action: 'sapi.substitute', params: { ...params, changes: back } } as const;
  return draft.add({ ...frame, action: 'sapi.substitute', params, undo });
}

function manual(draft: Draft, unit: UnitId, places: Place[], waits: readonly DraftNeed[]): StepId {
  return draft.add({
    unit,
    phase: 'commit',
    slug: 'by-hand',
    action: 'gate.manual',
    params: { places },
    title: `Wait until a person has changed what hnadm can't`,
    why: 'It names old addresses by number, which nobody will have once the replaced zones are deleted.',
    needs: waits,
    touches: [],
  });
}

/** What the catalogue knows of places outside of the datacenter's records. */
function outside(leaving: Unit['leaving'], all: readonly Renumbered[], { rewrites }: Literals): Place[] {
  const own = all.filter((change) => change.leaving === leaving);
  const isOuter = leaving.old.nics.some(({ nicTag }) => !isAdminTag(nicTag));
  const outer = own.filter(({ isAdmin }) => !isAdmin);
  const known = leaving.rules.literals.flatMap(({ where, address, key }): readonly Place[] => {
    // A service without an address outside is known by the one it has.
    const changes = address === 'outer' && isOuter ? outer : own.filter(({ isAdmin }) => isAdmin);
    const isDone = rewrites.some((one) => one.key === key && changes.includes(one.change));
    return changes.length === 0 || isDone ? [] : [place(where, changes)];
  });
  const names = 'names, load balancers, certificates and firewalls outside that know it';
  return [...known, ...(outer.length > 0 ? [place(names, outer)] : [])];
}

function place(where: string, changes: readonly Renumbered[]): Place {
  return { where, changes: changes.map((change) => ({ old: change.old, new: change.new })) };
}

/** Places in the datacenter that no step changes: found ones, USB keys, and configs that nobody recorded. */
function recorded(world: World, all: readonly Renumbered[], { rewrites, byHand }: Literals): Place[] {
  const found = [...new Set(byHand.map(({ where }) => where))].map((where) =>
    place(
      where,
      byHand.filter((one) => one.where === where).map(({ change }) => change),
    ),
  );
  const admin = all.filter(({ isAdmin }) => isAdmin);
  const keys = headnodesOf(world).flatMap((server): readonly Place[] => {
    const written = rewrites.filter(({ at }) => at.kind === 'file' && at.server.uuid === server.uuid);
    const changes = [...new Set(written.map(({ change }) => change))];
    const key = `config on the USB key of ${server.hostname} (sdc-usbkey mount)`;
    return changes.length === 0 ? [] : [place(`${key}, where ${CONFIG} has been changed`, changes)];
  });
  const unknown = headnodesOf(world).filter((server) => configOf(world, server) === null);
  const hosts = unknown.map(({ hostname }) => hostname).join(', ');
  const where = `${CONFIG} of ${hosts}, which the snapshot has not, and config on the USB key of each (sdc-usbkey mount)`;
  return [...found, ...keys, ...(unknown.length > 0 && admin.length > 0 ? [place(where, admin)] : [])];
}
