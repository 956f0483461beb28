/**
 * What the symbolic links of global zones are for: hnadm's locks, and the one through which a global zone
 * has the tools that lie in its sdc zone (sdc-headnode scripts/headnode.sh makes it).
 */
import type { World, Zone } from './world.ts';

const TOOLS = '/opt/smartdc/sdc';

/** Whether a link, by server and path, is a lock. */
export function isLock(link: string): boolean {
  return !link.endsWith(TOOLS);
}

/** The locks there are: server and path, and who holds it. */
export function locksOf(world: World): readonly (readonly [link: string, holder: string])[] {
  return [...world.links].filter(([link]) => isLock(link));
}

/** Where a server's link to the tools is: server and path. */
export function toolsLink(server: string): string {
  return `${server}:${TOOLS}`;
}

/** UUID of the zone into whose root a link leads, or undefined. */
export function zoneInto(target: string): string | undefined {
  return /^\/zones\/([0-9a-f-]{36})\/root\//.exec(target)?.[1];
}

/** Makes the link for the zone that has the tools, as headnode set-up did. */
export function linkTools(world: World, { server, uuid }: Zone): void {
  world.links.set(toolsLink(server), `/zones/${uuid}/root${TOOLS}`);
}
