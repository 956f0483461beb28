/**
 * Makes a snapshot from a recipe: any recipe gives a valid one, always the same. What comes out is
 * checked against the schema here, so that no property ever fails because of a malformed snapshot.
 */
import { v5 } from 'uuid';
import { validateSnapshot } from '../../../schemas/validate.ts';
import type { Snapshot } from '../../../schemas/snapshot.ts';
import { cnapi } from './cnapi.ts';
import { clusters, globalZones } from './global-zones.ts';
import { breakGround } from './ground.ts';
import { imgapi } from './imgapi.ts';
import { napi } from './napi.ts';
import { addOddity, fillRange } from './oddities.ts';
import { installAgents, installService } from './population.ts';
import type { Part, Recipe } from './recipe.ts';
import { sapi } from './sapi.ts';
import { vmapi } from './vmapi.ts';

/** hnadm's namespace, written down a second time: reservations in the field depend on it. */
const NAMESPACE = 'b9d4d5a2-3f0e-5a5b-9c57-6a1e7c0f4d21';

/** The owner under which hnadm reserves addresses in a datacenter. */
export function marker(datacenter: string): string {
  return v5(datacenter, NAMESPACE);
}

/**
 * The snapshot that a recipe describes.
 * @throws {Error} when it does not fit the schema, which is a fault of the generator.
 */
export function buildDatacenter(recipe: Recipe): Snapshot {
  const site = breakGround(recipe);
  for (const service of recipe.services) installService(site, service);
  if (recipe.agents) installAgents(site);
  recipe.oddities.forEach((oddity, n) => {
    addOddity(site, oddity, n);
  });
  const owner = marker(recipe.datacenter);
  fillRange(site, site.admin, recipe.admin.fill, owner);
  site.others.forEach((network, index) => {
    fillRange(site, network, recipe.others[index]?.fill ?? [], owner);
  });
  const written = {
    format: 'hnadm-snapshot/1',
    takenAt: '2026-11-20T08:00:00.000Z',
    datacenter: recipe.datacenter,
    sapi: sapi(site),
    cnapi: cnapi(site),
    napi: napi(site),
    ...part('vmapi', recipe.parts.vmapi, vmapi(site)),
    ...part('imgapi', recipe.parts.imgapi, imgapi(site)),
    ...part('globalZones', recipe.parts.globalZones, globalZones(site)),
    ...part('clusters', recipe.parts.clusters, clusters(site)),
    errors: [],
  };
  // Through text and back: what is tested reads files, which know neither undefined nor shared objects.
  const checked = validateSnapshot(JSON.parse(JSON.stringify(written)));
  if (!checked.ok) throw new Error(`the generated snapshot is not valid: ${checked.problems.join('; ')}`);
  return checked.value;
}

function part(name: string, how: Part, value: unknown): Readonly<Record<string, unknown>> {
  if (how === 'absent') return {};
  return { [name]: how === 'null' ? null : value };
}
