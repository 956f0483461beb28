/**
 * A case: a datacenter and a migration asked for in it. Requests are drawn by position, so that they
 * shrink together with the datacenter they are about.
 */
import fc from 'fast-check';
import type { MigrateRequest } from '../../planner/request.ts';
import type { Snapshot } from '../../schemas/snapshot.ts';
import { buildDatacenter } from '../support/datacenter/build.ts';
import type { Recipe } from '../support/datacenter/recipe.ts';

/** A digest for snapshots that are in no file. */
export const DIGEST = `sha256:${'5a'.repeat(32)}`;

/** What is drawn: everything that {@link caseOf} needs. */
export interface DrawnCase {
  readonly recipe: Recipe;
  /** Positions among the headnodes; `to` counts from the one behind FROM. */
  readonly from: number;
  readonly to: number;
  /** What is wrong with the servers asked for. */
  readonly astray: 'nothing' | 'same-server' | 'unknown-from' | 'unknown-to' | 'to-compute-node';
  readonly named: 'hostname' | 'uuid';
  readonly what: 'all' | 'services' | 'except';
  /** Positions among the datacenter's services, see {@link pick}. */
  readonly services: readonly number[];
  readonly allowDegraded: boolean;
  /** Position among headnodes and compute nodes of who takes what the target can't; null: nobody. */
  readonly haTo: number | null;
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
  const nothing = fc.constant('nothing' as const);
  const trouble = fc.constantFrom<DrawnCase['astray']>(
    'same-server',
    'unknown-from',
    'unknown-to',
    'to-compute-node',
  );
  return fc.record({
    recipe,
    from: fc.oneof(
      { arbitrary: fc.nat({ max: 1 }), weight: 3 },
      { arbitrary: fc.nat({ max: 4 }), weight: 1 },
    ),
    to: fc.nat({ max: 3 }),
    astray: everything
      ? nothing
      : fc.oneof({ arbitrary: nothing, weight: 12 }, { arbitrary: trouble, weight: 1 }),
    named: fc.constantFrom('hostname' as const, 'uuid' as const),
    what: everything
      ? fc.constant('all' as const)
      : fc.constantFrom('all' as const, 'all' as const, 'services' as const, 'except' as const),
    services: fc.uniqueArray(fc.nat({ max: 60 }), { minLength: 1, maxLength: 4 }),
    // Without it, a cluster that has no place forbids everything else too.
    allowDegraded: fc.oneof(
      { arbitrary: fc.constant(true), weight: 3 },
      { arbitrary: fc.boolean(), weight: 1 },
    ),
    // Where no member of a cluster needs it, it forbids everything.
    haTo: fc.oneof({ arbitrary: fc.constant(null), weight: 3 }, { arbitrary: fc.nat({ max: 8 }), weight: 1 }),
  });
}

/** The datacenter and request of what was drawn. */
export function caseOf(drawn: DrawnCase): Case {
  const { recipe, what, astray } = drawn;
  const snapshot = buildDatacenter(recipe);
  const headnodes = recipe.headnodes.length;
  const from = drawn.from % headnodes;
  const to = (from + 1 + (drawn.to % Math.max(1, headnodes - 1))) % headnodes;
  const spell = (hostname = 'no-such-server'): string => {
    const server = snapshot.cnapi?.servers.find((one) => one.hostname === hostname);
    return drawn.named === 'uuid' && server !== undefined ? server.uuid : hostname;
  };
  const source = astray === 'unknown-from' ? undefined : recipe.headnodes[from]?.hostname;
  const targets = {
    nothing: recipe.headnodes[to]?.hostname,
    'unknown-from': recipe.headnodes[to]?.hostname,
    'same-server': source,
    'unknown-to': undefined,
    'to-compute-node': recipe.computeNodes[0]?.hostname,
  };
  const others = othersOf(recipe, from);
  const haTo = drawn.haTo === null ? undefined : others[drawn.haTo % others.length]?.hostname;
  const chosen = [...new Set(drawn.services.map((position) => pick(recipe, from, position)))];
  return {
    snapshot,
    request: {
      from: spell(source),
      to: spell(targets[astray]),
      all: what === 'all',
      services: what === 'services' ? chosen : [],
      except: what === 'except' ? chosen : [],
      allowDegraded: drawn.allowDegraded,
      ...(haTo === undefined ? {} : { haTo: spell(haTo) }),
      toolVersion: '0.0.0-test',
    },
  };
}

/** Every server but the source. */
function othersOf({ headnodes, computeNodes }: Recipe, from: number): Recipe['headnodes'] {
  return [...headnodes, ...computeNodes].filter((_, position) => position !== from);
}

/** Mostly a service that is on the source, sometimes any, at the last position one that isn't there. */
function pick(recipe: Recipe, from: number, position: number): string {
  if (position === 60) return 'no-such-service';
  const servers = recipe.headnodes.length + recipe.computeNodes.length;
  const here = recipe.services.filter(({ instances }) =>
    instances.some(({ server }) => server % servers === from),
  );
  const among = position < 54 && here.length > 0 ? here : recipe.services;
  return among[position % among.length]?.name ?? 'no-such-service';
}
