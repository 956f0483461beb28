/**
 * Addresses that are written down in SAPI's records and in headnodes' /usbkey/config: each leads to somebody. Those
 * that led to nobody when the world began (gateways, resolvers, what was stale) lead nowhere still. It reads the
 * numbers out of the texts by itself, and does not know what a plan has changed. In a list of several of which others
 * are there one that is gone is let pass: a member that leaves without a replacement is a person's to take out.
 */
import { list, object, text, written } from '../rows.ts';
import type { Mark } from '../blame.ts';
import type { World } from '../world.ts';

type Say = (object: string, message: string, ...causes: readonly Mark[]) => void;

/** Says which place names an address that nobody has. */
export function checkWritten(world: World, say: Say): void {
  const held = holders(world);
  const check = (where: string, value: unknown): void => {
    const numbers = new Set(numbersIn(written(value)));
    if ([...numbers].some((ip) => held.has(ip))) return;
    for (const ip of numbers) say(where, `${where} names ${ip}, which nobody has`, `address:${ip}`);
  };
  for (const kind of ['applications', 'services', 'instances'] as const) {
    for (const [uuid, row] of world[kind]) {
      for (const field of ['metadata', 'params'])
        for (const [key, value] of Object.entries(object(row, field)))
          check(`${key} in the ${field} of SAPI's ${kind}/${uuid}`, value);
    }
  }
  for (const [file, { content }] of world.files) {
    if (!file.endsWith(':/usbkey/config')) continue;
    for (const line of content.split('\n')) check(`${line.split('=')[0] ?? ''} in ${file}`, line);
  }
}

/** Dotted quads that stand alone: of more or fewer parts they are versions, or names. */
function numbersIn(value: string): readonly string[] {
  return (value.match(/[\w.]+/g) ?? [])
    .map((word) => word.replace(/\.$/, ''))
    .filter((word) => /^\d{1,3}(\.\d{1,3}){3}$/.test(word));
}

/** Addresses of zones that are there, as NAPI and VMAPI have them, whatever state they are in. */
function holders(world: World): ReadonlySet<string> {
  const ips = new Set<string>();
  for (const zone of world.zones.values()) for (const { ip } of zone.nics) if (ip !== null) ips.add(ip);
  for (const nic of world.nics.values()) {
    const ip = text(nic, 'ip');
    if (ip !== undefined) ips.add(ip);
  }
  for (const row of world.vms.values()) {
    if (row['state'] === 'destroyed') continue;
    for (const nic of list(row, 'nics')) ips.add(written((nic as { readonly ip?: unknown }).ip));
  }
  return ips;
}
