/**
 * fast-check arbitraries of recipes. They lean towards datacenters that can be planned, with some
 * trouble in about half of them: a property over datacenters that are all broken proves little.
 */
import fc from 'fast-check';
import {
  ADDRESS_FILLS,
  type InstanceRecipe,
  type NetworkRecipe,
  type Oddity,
  type Recipe,
  type ServerRecipe,
  type ServiceRecipe,
} from './recipe.ts';
import { SERVICE_NAMES, shapeOf, type ServiceName } from './services.ts';

/** What a test may ask for; whatever it leaves out is drawn. */
export interface Wish {
  /** Only these services; each with at least one instance. */
  readonly services?: readonly ServiceName[];
  /** No trouble anywhere: every part recorded, every server well, addresses and images in plenty. */
  readonly sound?: boolean;
  readonly headnodes?: { readonly min: number; readonly max: number };
}

/** Mostly the first value, sometimes one of the others. */
function mostly<T>(usual: T, ...rare: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof(
    { arbitrary: fc.constant(usual), weight: 12 },
    { arbitrary: fc.constantFrom(...rare), weight: 1 },
  );
}

const hostnames = fc.oneof(
  fc.integer({ min: 0, max: 9 }).map((n) => `headnode${String(n)}`),
  fc.stringMatching(/^[A-Z0-9]{7}$/),
  fc.stringMatching(/^[a-z][a-z0-9]{0,6}(-[a-z0-9]{1,5})?(\.example\.com)?$/),
);

function servers(
  length: { readonly min: number; readonly max: number },
  sound: boolean,
): fc.Arbitrary<ServerRecipe[]> {
  const usual = { state: 'running', pool: 'roomy', nicTags: 'all', globalZone: 'recorded' } as const;
  const images = fc.constantFrom('all' as const, 'own' as const);
  const server: fc.Arbitrary<ServerRecipe> = sound
    ? fc.record({ hostname: hostnames, images }).map((drawn) => ({ ...usual, ...drawn }))
    : fc.record({
        hostname: hostnames,
        state: mostly<ServerRecipe['state']>('running', 'unknown', 'rebooting', 'not-set-up'),
        pool: mostly<ServerRecipe['pool']>('roomy', 'full', 'untold'),
        nicTags: mostly<ServerRecipe['nicTags']>('all', 'admin-only'),
        globalZone: mostly<ServerRecipe['globalZone']>('recorded', 'unreachable', 'absent'),
        images,
      });
  return fc.uniqueArray(server, {
    minLength: length.min,
    maxLength: length.max,
    selector: ({ hostname }) => hostname,
  });
}

function network(
  sound: boolean,
  prefix: { readonly min: number; readonly max: number },
): fc.Arbitrary<NetworkRecipe> {
  const kinds = fc.constantFrom(...ADDRESS_FILLS);
  return fc
    .record({
      prefix: fc.integer(prefix),
      rangeStart: fc.integer({ min: 3, max: 60 }),
      rangeSize: sound
        ? fc.constant(4096)
        : fc.oneof(fc.integer({ min: 1, max: 24 }), fc.integer({ min: 25, max: 80 }), fc.constant(4096)),
      fill: fc.array(kinds, { maxLength: sound ? 8 : 40 }),
      gateway: fc.constantFrom('none' as const, 'below' as const, 'in-range' as const),
      resolver: fc.constantFrom('elsewhere' as const, 'in-range' as const),
      marked: fc.boolean(),
    })
    .map((drawn) => ({ ...drawn, rangeStart: Math.min(drawn.rangeStart, 2 ** (31 - drawn.prefix)) }));
}

function instances(name: string, sound: boolean): fc.Arbitrary<InstanceRecipe[]> {
  const usual = shapeOf(name).instances;
  const one: fc.Arbitrary<InstanceRecipe> = fc.record({
    // Core services crowd on the first headnodes, as they do where nobody moved them.
    server: fc.oneof(
      { arbitrary: fc.nat({ max: 1 }), weight: 3 },
      { arbitrary: fc.nat({ max: 8 }), weight: 1 },
    ),
    params: mostly<InstanceRecipe['params']>('full', 'no-alias', 'no-server', 'none'),
    addresses: fc.constantFrom('below' as const, 'range' as const),
    extraNic: fc.option(fc.nat({ max: 2 }), { freq: 8, nil: null }),
    resized: mostly(false, true),
    extraDataset: sound ? fc.constant(false) : mostly(false, true),
    zone: sound
      ? fc.constant('running' as const)
      : mostly<InstanceRecipe['zone']>('running', 'stopped', 'destroyed', 'unknown'),
  });
  // A singleton is there twice now and then, which is an error to be found.
  const doubled = sound || usual > 1 ? usual : 2;
  return fc.oneof(
    { arbitrary: fc.array(one, { minLength: 1, maxLength: usual }), weight: 20 },
    { arbitrary: fc.array(one, { minLength: doubled, maxLength: doubled }), weight: 1 },
    ...(usual === 3 ? [{ arbitrary: apart(one), weight: 20 }] : []),
  );
}

/** Members of a cluster each on a server of its own, as they should be. */
function apart(one: fc.Arbitrary<InstanceRecipe>): fc.Arbitrary<InstanceRecipe[]> {
  return fc
    .shuffledSubarray([0, 1, 2, 3], { minLength: 2, maxLength: 3 })
    .chain((servers) => fc.tuple(...servers.map((server) => one.map((drawn) => ({ ...drawn, server })))));
}

function service(name: string, sound: boolean): fc.Arbitrary<ServiceRecipe> {
  return fc.record({
    name: fc.constant(name),
    instances: instances(name, sound),
    origins: fc.constantFrom(1 as const, 0 as const, 2 as const, 3 as const),
    image: sound
      ? fc.constant('complete' as const)
      : mostly<ServiceRecipe['image']>('complete', 'complete', 'missing', 'origin-missing'),
  });
}

function services(wish: Wish): fc.Arbitrary<ServiceRecipe[]> {
  const sound = wish.sound === true;
  const names =
    wish.services === undefined
      ? fc.shuffledSubarray([...SERVICE_NAMES], { minLength: 1 })
      : fc.constant([...wish.services]);
  return names.chain((chosen) => fc.tuple(...chosen.map((name) => service(name, sound))));
}

const oddity: fc.Arbitrary<Oddity> = fc.record({
  kind: fc.constantFrom<Oddity['kind']>(
    'destroyed-row',
    'failed-row',
    'customer-zone',
    'nat-zone',
    'zone-without-instance',
    'manta-application',
  ),
  server: fc.nat({ max: 8 }),
});

function headnodes(wish: Wish, sound: boolean): fc.Arbitrary<ServerRecipe[]> {
  if (wish.headnodes !== undefined) return servers(wish.headnodes, sound);
  // A datacenter with one headnode has nowhere to move anything: seldom is enough.
  return fc.oneof(
    { arbitrary: servers({ min: 2, max: 5 }, sound), weight: 15 },
    { arbitrary: servers({ min: 1, max: 1 }, sound), weight: 1 },
  );
}

/** Recipes of datacenters of any kind, or of the kind that is wished for. */
export function recipes(wish: Wish = {}): fc.Arbitrary<Recipe> {
  const sound = wish.sound === true;
  const part = sound
    ? fc.constant('recorded' as const)
    : mostly<'recorded' | 'absent' | 'null'>('recorded', 'absent', 'null');
  return fc
    .record({
      salt: fc.integer({ min: 0, max: 0x7fffffff }),
      datacenter: fc.stringMatching(/^[a-z]{2}-[a-z]{1,5}-[1-9]$/),
      headnodes: headnodes(wish, sound),
      computeNodes: servers({ min: 0, max: 4 }, sound),
      admin: network(sound, { min: 20, max: 24 }),
      others: fc.array(network(sound, { min: 22, max: 28 }), { maxLength: 3 }),
      services: services(wish),
      agents: fc.boolean(),
      oddities: fc.array(oddity, { maxLength: 5 }),
      parts: fc.record({ vmapi: part, imgapi: part, globalZones: part, clusters: part }),
    })
    .map((drawn) => ({ ...drawn, computeNodes: withoutNames(drawn.computeNodes, drawn.headnodes) }));
}

function withoutNames(
  servers: readonly ServerRecipe[],
  others: readonly ServerRecipe[],
): readonly ServerRecipe[] {
  const names = new Set(others.map(({ hostname }) => hostname));
  return servers.filter(({ hostname }) => !names.has(hostname));
}
