/**
 * Where the simulator differs from the recorded services on purpose, each with its reason. The replay
 * test fails for every other difference, and for one listed here that no longer differs.
 */

/** Routes that no procedure uses: the simulator answers 404 or 405 to them. */
export const NOT_MODELLED: readonly (readonly [
  service: string,
  method: string,
  path: RegExp,
  why: string,
])[] = [
  ['napi', 'POST', /^\/networks$/, 'hnadm makes no networks'],
  ['napi', 'PUT', /^\/networks\/[^/]+$/, 'hnadm changes no networks'],
  ['napi', 'DELETE', /^\/networks\/[^/]+$/, 'hnadm deletes no networks'],
  ['sapi', 'PUT', /^\/instances\/[^/]+\/upgrade$/, 'hnadm reprovisions nothing in place'],
  ['vmapi', 'GET', /^\/jobs\/[^/]+\/wait$/, 'hnadm polls jobs: a held connection tells nothing of progress'],
  ['cnapi', 'POST', /^\/servers\/[^/]+\/(execute|sysinfo-refresh)/, 'commands go through the global zones'],
  ['cnapi', 'POST', /^\/capacity$/, 'hnadm names the server itself'],
  ['cnapi', 'GET', /^\/boot\//, 'hnadm reads no boot parameters yet'],
  ['cnapi', 'GET', /^\/servers\/[^/]+\/(task-history|vms\/[^/]+)$/, 'the global zones are asked instead'],
  ['imgapi', 'POST', /^\/images\//, 'hnadm imports into pools, not into IMGAPI'],
  ['imgapi', 'PUT', /^\/images\//, 'hnadm imports into pools, not into IMGAPI'],
  ['imgapi', 'DELETE', /^\/images\//, 'hnadm deletes no images'],
  ['imgapi', 'HEAD', /^\/images\//, 'hnadm reads no image files'],
];

type Listed = readonly (readonly [indices: readonly number[], why: string])[];

/** Requests that are not sent, because what they met can't be had here. */
export const NOT_SENT: Readonly<Record<string, Listed>> = {
  napi: [
    [[55, 192], 'a body that is no JSON: the transport sends none'],
    [
      [157, 159, 161, 162, 163, 166, 195, 196],
      'VMAPI had made and deleted VMs in between, in another recording',
    ],
  ],
  'sapi-full': [
    [[39], 'a body that is no JSON: the transport sends none'],
    [[65, 88, 89, 90], 'VMAPI was down'],
    [[122, 123, 127, 128], 'an agent was made to fail its task'],
  ],
  vmapi: [
    [[13], 'packages: the model has no PAPI'],
    [[38], 'which row is second depends on UUIDs that VMAPI made up'],
    [[47, 48, 49, 50], 'action update: hnadm changes no VM but through its NICs and its state'],
    [[73, 74, 75, 76, 77, 78, 81, 82, 83, 84, 85, 86], 'SAPI had made these VMs, in another recording'],
  ],
  cnapi: [],
  imgapi: [[[1, 2, 5, 6], 'before any image was imported']],
};

/** Requests whose answer differs. */
export const DIFFERENT: Readonly<Record<string, Listed>> = {
  napi: [],
  'sapi-full': [],
  vmapi: [],
  cnapi: [[[53], 'the server `default` is not in snapshots']],
  imgapi: [],
};

/** Fields that differ wherever they come. */
export const FIELDS: Readonly<Record<string, readonly (readonly [field: RegExp, why: string])[]>> = {
  vmapi: [
    [/\.exec_after$/, 'null once a job has ended, as here each has before it is looked at again'],
    [
      /\.(cpu_cap|cpu_shares|max_lwps|max_physical_memory|max_swap|quota|ram|zfs_io_priority)$/,
      'figures that VMAPI takes from a package: the model has no PAPI',
    ],
  ],
};
