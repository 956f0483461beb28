/** What is known of moving one core service: the columns of the catalogue's tables. */
import type { CodeOf } from './findings.ts';
import type { Wave } from './waves.ts';

/** How much a delegated dataset's content is worth. */
export type DataClass = 'critical' | 'operators-choice' | 'regenerable' | 'empty' | 'replicated';

export interface DelegatedData {
  readonly class: DataClass;
  /** What is on it. */
  readonly content: string;
  /** Whether a move carries it: copied, then one last increment while nobody writes. */
  readonly carry: boolean;
}

/** Something a person must know before or after the service moves, until a step does it. */
export interface Caution {
  /** Code of the finding. */
  readonly code: CodeOf<'warning'>;
  readonly message: string;
}

/** What a cluster is without one of its members, where nothing replaces it. */
export interface Cluster {
  /** Members that must remain. */
  readonly least: number;
  /** What it then stands and what it does not, by how many members run: sentences. */
  readonly fewer: (members: number) => string;
  /** Command that makes the missing one again. */
  readonly again: string;
}

/** A place outside of the datacenter's records where the address of a service is written as a number. */
export interface Literal {
  /** What it is, and what to do there besides. */
  readonly where: string;
  /** Which address is known there: the one on the admin network, or the one outside it where a zone has one. */
  readonly address: 'admin' | 'outer';
  /** The key where it stands in SAPI, in datacenters that have it there: then a step changes it. */
  readonly key?: string;
}

export interface ServiceRules {
  /** SAPI's name of the service. */
  readonly name: string;
  /** `move`: a replacement, or a member that leaves its cluster. `never`: not ours to move. */
  readonly procedure: 'move' | 'never';
  /** With which others its turn to move comes. */
  readonly wave: Wave;
  /** Whether policy allows a second instance for good (sdcadm's maximum in `sdcadm create`). */
  readonly singleton: boolean;
  /** Whether a server has one instance at most: several are there to outlive each other's servers. */
  readonly oneAServer: boolean;
  /** How it fares with a member fewer; null: it is no cluster. */
  readonly cluster: Cluster | null;
  /** Whether its members serve only while most of them do: one may be away while the others are that many. */
  readonly majority: boolean;
  /** Whether two instances may serve for the minutes of a move. Where not, the old one stops first. */
  readonly mayOverlap: boolean;
  /** SMF services of which two must never act at once: disabled in the old zone before it stops. */
  readonly acting: readonly string[];
  /** Path of the link in its server's global zone that leads to the same path in the zone; null: none. */
  readonly toolsLink: string | null;
  /** What is on its delegated dataset, or null where it has none. */
  readonly data: DelegatedData | null;
  /** Whether addresses outside the admin network stay: customers, certificates and firewalls know them. */
  readonly keepsOuterAddresses: boolean;
  /** Whether its address on the admin network stays: it is known there by number. */
  readonly keepsAdminAddress: boolean;
  /** Whether it hands out what lies on its headnode's /usbkey: platforms, and files that servers are set up with. */
  readonly servesUsbkey: boolean;
  /** Whether it answers DHCP: its NIC on the admin network must be allowed to. */
  readonly answersDhcp: boolean;
  /** Seconds that a new instance needs beside the old one to fill what it keeps in memory or on its own disk. */
  readonly warmSeconds: number;
  /** Whether workflow jobs run in its zone, which its stop would cut off. */
  readonly runsJobs: boolean;
  /** Whether hnadm's own API calls (create, delete, NIC changes) stand on it: moved one at a time. */
  readonly provisioningChain: boolean;
  /** Services it needs at run time. */
  readonly needs: readonly string[];
  /** Where its address is written as a number and no snapshot tells. */
  readonly literals: readonly Literal[];
  /** What customers notice while it is down; null: nothing. */
  readonly impact: string | null;
  readonly cautions: readonly Caution[];
  /** Where this is known from. */
  readonly source: string;
}
