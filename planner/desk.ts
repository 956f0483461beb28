/** What the decisions of a plan share, so that no two of them take the same thing. */
import type { AddressPicker } from './addresses.ts';
import type { Route } from './servers.ts';
import type { World } from './world.ts';

/** What decisions share: what one takes, no other may take. */
export interface Desk {
  readonly world: World;
  readonly route: Route;
  readonly addresses: AddressPicker;
  readonly aliases: Set<string>;
  /** Of the UUIDs and MACs that may be given out: those in use or burnt. */
  readonly taken: Set<string>;
  /** Services of which more than one instance moves: their units are named by alias. */
  readonly several: ReadonlySet<string>;
}
