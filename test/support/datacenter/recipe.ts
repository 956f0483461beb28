/**
 * The recipe of a generated datacenter: the few choices from which `buildDatacenter` makes a whole
 * snapshot. Properties draw recipes rather than snapshots, so that a counterexample shrinks to the
 * smallest set of choices that still fails, and reads as such.
 */

/** How an optional part of the snapshot was recorded. */
export type Part = 'recorded' | 'absent' | 'null';

/** A headnode or compute node. */
export interface ServerRecipe {
  readonly hostname: string;
  /** CNAPI's status, or that it was never set up. */
  readonly state: 'running' | 'unknown' | 'rebooting' | 'not-set-up';
  /** roomy: terabytes are free; full: next to nothing is; untold: CNAPI gives no figures. */
  readonly pool: 'roomy' | 'full' | 'untold';
  /** Whether its NICs provide the tags of all networks or the admin network's alone. */
  readonly nicTags: 'all' | 'admin-only';
  /** What was read in its global zone. */
  readonly globalZone: 'recorded' | 'unreachable' | 'absent';
  /** Which images are installed: every one, or those of its own zones. */
  readonly images: 'all' | 'own';
}

/**
 * What an address of a provisioning range is, from the range's first address on: `never` used,
 * `freed` (a record that says free), `owned` (neither reserved nor held, yet an owner clings to it),
 * `reserved` by somebody, `marked` (reserved under hnadm's marker owner), held by a `customer`
 * zone or by something `other`, or held without any record: by a `nic`, by a `vm` alone, or by the
 * `server` whose sysinfo alone names it; `metadata`: one of `binder_resolver_ips`.
 */
export const ADDRESS_FILLS = [
  'never',
  'freed',
  'owned',
  'reserved',
  'marked',
  'customer',
  'other',
  'nic',
  'vm',
  'server',
  'metadata',
] as const;
export type AddressFill = (typeof ADDRESS_FILLS)[number];

/** One network. Its subnet, VLAN and UUID follow from its place in the list. */
export interface NetworkRecipe {
  /** Prefix length of the subnet, 20 to 28. */
  readonly prefix: number;
  /** First address of the provisioning range, counted from the subnet's own. */
  readonly rangeStart: number;
  /** Addresses in the range; cut where the subnet ends. */
  readonly rangeSize: number;
  readonly fill: readonly AddressFill[];
  /** Where the gateway and one resolver lie. */
  readonly gateway: 'none' | 'below' | 'in-range';
  readonly resolver: 'elsewhere' | 'in-range';
  /** Whether NAPI has records of both: it makes them with the network, not where they are set later. */
  readonly marked: boolean;
}

/** One instance of a service. */
export interface InstanceRecipe {
  /** Index into headnodes followed by compute nodes; taken modulo their number. */
  readonly server: number;
  /** What its SAPI record holds. */
  readonly params: 'full' | 'no-alias' | 'no-server' | 'none';
  /** Where its addresses lie. */
  readonly addresses: 'below' | 'range';
  /** A NIC added by hand: index into `others`, or null. */
  readonly extraNic: number | null;
  /** Whether the zone was resized by hand. */
  readonly resized: boolean;
  /** Whether it has a delegated dataset that instances of its service have not. */
  readonly extraDataset: boolean;
  /** State of its zone; gone: VMAPI knows it as destroyed, or not at all. */
  readonly zone: 'running' | 'stopped' | 'destroyed' | 'unknown';
}

/** One `vm` service of the application sdc. */
export interface ServiceRecipe {
  readonly name: string;
  readonly instances: readonly InstanceRecipe[];
  /** How many images its image stands on. */
  readonly origins: 0 | 1 | 2 | 3;
  /** Whether IMGAPI has the image, its origin, or lacks one of them. */
  readonly image: 'complete' | 'missing' | 'origin-missing';
}

/** Deliberate oddities; `server` as in {@link InstanceRecipe}. */
export interface Oddity {
  readonly kind:
    | 'destroyed-row'
    | 'failed-row'
    | 'customer-zone'
    | 'nat-zone'
    | 'zone-without-instance'
    | 'manta-application';
  readonly server: number;
}

export interface Recipe {
  /** Everything that a recipe does not say (UUIDs, MACs, the order of lists) derives from it. */
  readonly salt: number;
  readonly datacenter: string;
  readonly headnodes: readonly ServerRecipe[];
  readonly computeNodes: readonly ServerRecipe[];
  readonly admin: NetworkRecipe;
  /** Networks beside admin: the first is named external; each has a NIC tag or shares one by VLAN. */
  readonly others: readonly NetworkRecipe[];
  readonly services: readonly ServiceRecipe[];
  /** Whether agents are there, on every server. */
  readonly agents: boolean;
  readonly oddities: readonly Oddity[];
  readonly parts: {
    readonly vmapi: Part;
    readonly imgapi: Part;
    readonly globalZones: Part;
    readonly clusters: Part;
  };
}
