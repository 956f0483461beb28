/**
 * Writes down every step of the plan: of each move and each removal, then what stands around all of
 * them: their order, the maintenance, the gate, and the wave of deletes behind it.
 */
import type { ImageUuid, ServerUuid, StepId } from '../schemas/ids.ts';
import { orderUnits, type Unit } from './between.ts';
import { needs, type Draft } from './draft.ts';
import { markerOwner } from './identifiers.ts';
import type { Move } from './move.ts';
import type { Removal } from './removal.ts';
import type { Route } from './servers.ts';
import { inTurn } from './turns.ts';
import { commit, gate } from './units/commit.ts';
import { cutover } from './units/cutover.ts';
import { restartHermes } from './units/hermes.ts';
import { renumber } from './units/literals.ts';
import { maintenance } from './units/maintenance.ts';
import { prepare } from './units/prepare.ts';
import { remove } from './units/removal.ts';
import { adminIp, coreOwner, runs, type World } from './world.ts';

/** What is decided. */
export interface Decided {
  readonly moves: readonly Move[];
  readonly removals: readonly Removal[];
  /** By server: the step that each image waits for. */
  readonly images: ReadonlyMap<ServerUuid, ReadonlyMap<ImageUuid, StepId>>;
}

/** Adds all steps, each unit in its turn. */
export function writeSteps(
  draft: Draft,
  world: World,
  route: Route,
  { moves, removals, images }: Decided,
): readonly Unit[] {
  const owner = coreOwner(world);
  const leaving = inTurn([...moves, ...removals]);
  if (!owner || leaving.length === 0) return [];
  const owners = { core: owner, marker: markerOwner(world.snapshot.datacenter) };
  const around = { owner, resolvers: binderAddresses(world) };
  const units = leaving.map((one): Unit => {
    if (one.kind === 'removal') {
      const prepared = { created: null, copied: null, image: null };
      return { leaving: one, prepared, cut: remove(draft, one, world, around) };
    }
    const image = images.get(one.to.uuid)?.get(one.image) ?? null;
    const prepared = prepare(draft, one, owners, image);
    return { leaving: one, prepared, cut: cutover(draft, one, world, { prepared, around }) };
  });
  orderUnits(draft, units);
  const { rewrites, byHand } = renumber(draft, world, units);
  maintenance(draft, world, route, units);
  const gateStep = gate(draft, units, rewrites);
  const deletes = units.map((unit) => {
    const told = (byHand.get(unit.leaving) ?? []).map((id) => [id, 'by-hand'] as const);
    return commit(draft, unit, world, { waits: needs([gateStep, 'gate'], ...told), owner });
  });
  restartHermes(draft, world, moves, deletes);
  for (const server of new Set([route.from, route.to, ...moves.map(({ to }) => to)]))
    draft.expect({ kind: 'server-running', server: server.uuid }, null);
  for (const service of new Set(leaving.map(({ old }) => old.service.uuid))) {
    const uuids = world.zones
      .filter((zone) => zone.service.uuid === service)
      .map((zone) => zone.uuid)
      .sort();
    draft.expect({ kind: 'service-instances', service, uuids }, gateStep);
  }
  return units;
}

/** Every running binder is asked: each answers from its own cache. */
export function binderAddresses(world: World): readonly string[] {
  return world.zones
    .filter((zone) => zone.service.name === 'binder' && runs(zone.state))
    .flatMap((zone) => adminIp(zone) ?? []);
}
