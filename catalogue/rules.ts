/**
 * What is known of moving each core service: the rules a planner follows, as data with its source.
 * A service that has no rules here is unknown: it is listed as left and never guessed at.
 */
import { chain } from './services/chain.ts';
import { front } from './services/front.ts';
import { leaves } from './services/leaves.ts';
import { ownProcedure } from './services/own-procedure.ts';

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
  readonly code: string;
  readonly message: string;
}

export interface ServiceRules {
  /** SAPI's name of the service. */
  readonly name: string;
  /**
   * `move`: an ordinary or stateful replacement. `later`: needs a procedure of its own, which this
   * version has not. `never`: not ours to move.
   */
  readonly procedure: 'move' | 'later' | 'never';
  /** Whether policy allows a second instance for good (sdcadm's maximum in `sdcadm create`). */
  readonly singleton: boolean;
  /** Whether two instances may serve for the minutes of a move. Where not, the old one stops first. */
  readonly mayOverlap: boolean;
  /** What is on its delegated dataset, or null where it has none. */
  readonly data: DelegatedData | null;
  /** Whether addresses outside the admin network stay: customers, certificates and firewalls know them. */
  readonly keepsOuterAddresses: boolean;
  /** Whether hnadm's own API calls (create, delete, NIC changes) stand on it: moved one at a time. */
  readonly provisioningChain: boolean;
  /** Services it needs at run time. */
  readonly needs: readonly string[];
  /** Where its address is written as a number, besides its own `<service>_admin_ips`. */
  readonly literals: readonly string[];
  /** What customers notice while it is down; null: nothing. */
  readonly impact: string | null;
  readonly cautions: readonly Caution[];
  /** Where this is known from. */
  readonly source: string;
}

const table: readonly ServiceRules[] = [...front, ...leaves, ...chain, ...ownProcedure];

/**
 * Rules by service name, in the order services are moved: what was designed for two instances
 * proves the path, leaves follow, and the provisioning chain comes last, because all others use it.
 */
export const rules: ReadonlyMap<string, ServiceRules> = new Map(table.map((row) => [row.name, row]));
