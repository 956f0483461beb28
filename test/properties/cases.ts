/**
 * A case: a datacenter and a migration asked for in it. Requests are drawn by position, so that they
 * shrink together with the datacenter they are about.
 */
import fc from 'fast-check';
import type { MigrateRequest } from '../../planner/request.ts';
import type { Snapshot } from '../../schemas/snapshot.ts';
import { buildDatacenter } from '../support/datacenter/build.ts';
import type { Recipe } from '../support/datacenter/recipe.ts';
import { SERVICE_NAMES } from '../support/datacenter/services.ts';

/** A digest for snapshots that are in no file. */
export const DIGEST = `sha256:${'5a'.repeat(32)}`;

/** What is drawn: everything that {@link caseOf} needs. */
export interface DrawnCase {
  readonly recipe: Recipe;
  /** Positions among headnodes, then compute nodes; beyond them: a server that isn't there. */
  readonly from: number;
  readonly to: number;
  readonly named: 'hostname' | 'uuid';
  readonly what: 'all' | 'services' | 'except';
  /** Positions among the datacenter's services; beyond them: a service that isn't there. */
  readonly services: readonly number[];
}

export interface Case {
  readonly snapshot: Snapshot;
  readonly request: MigrateRequest;
}

/** Cases over some datacenters: any request, or everything from one headnode to another. */
export function cases(
  recipe: fc.Arbitrary<Recipe>,
  kind: 'any' | 'everything' = 'any',
): fc.Arbitrary<DrawnCase> {
  const everything = kind === 'everything';
  const server = everything
    ? fc.nat({ max: 4 })
    : fc.oneof(
        { arbitrary: fc.nat({ max: 3 }), weight: 9 },
        { arbitrary: fc.integer({ min: 4, max: 9 }), weight: 1 },
      );
  return fc.record({
    recipe,
    from: server,
    to: server,
    named: fc.constantFrom('hostname' as const, 'uuid' as const),
    what: everything
      ? fc.constant('all' as const)
      : fc.constantFrom('all' as const, 'services' as const, 'except' as const),
    services: fc.uniqueArray(fc.nat({ max: SERVICE_NAMES.length }), { minLength: 1, maxLength: 4 }),
  });
}

/** The datacenter and request of what was drawn. */
export function caseOf(drawn: DrawnCase): Case {
  const { recipe, what } = drawn;
  const snapshot = buildDatacenter(recipe);
  const hostnames = [...recipe.headnodes, ...recipe.computeNodes].map(({ hostname }) => hostname);
  const headnodes = recipe.headnodes.length;
  // Two different headnodes mostly, because most positions are theirs.
  const from = drawn.from < 4 ? drawn.from % headnodes : drawn.from - 4;
  const wanted = drawn.to < 4 ? drawn.to % headnodes : drawn.to - 4;
  const to = wanted === from && drawn.to !== drawn.from ? (wanted + 1) % headnodes : wanted;
  const spell = (position: number): string => {
    const hostname = hostnames[position] ?? 'no-such-server';
    const server = snapshot.cnapi?.servers.find((one) => one.hostname === hostname);
    return drawn.named === 'uuid' && server !== undefined ? server.uuid : hostname;
  };
  const names = drawn.services.map((position) => serviceAt(recipe, position));
  const chosen = [...new Set(names)];
  return {
    snapshot,
    request: {
      from: spell(from),
      to: spell(to),
      all: what === 'all',
      services: what === 'services' ? chosen : [],
      except: what === 'except' ? chosen : [],
      allowDegraded: false,
      toolVersion: '0.0.0-test',
    },
  };
}

/** Mostly a service that is there: the last position alone means one that isn't. */
function serviceAt(recipe: Recipe, position: number): string {
  if (position === SERVICE_NAMES.length) return 'no-such-service';
  return recipe.services[position % recipe.services.length]?.name ?? 'no-such-service';
}
