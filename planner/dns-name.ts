/** The name under which a service's instances register in DNS. */
import type { World } from './world.ts';

/** `<service>.<datacenter>.<dns domain>`, or null where the domain is not recorded. */
export function dnsName(world: World, service: string): string | null {
  const domain = world.sdc?.metadata?.['dns_domain'] ?? world.sdc?.params?.['dns_domain'];
  if (typeof domain !== 'string') return null;
  const name = `${service}.${world.snapshot.datacenter}.${domain}`;
  return /^[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?$/.test(name) ? name : null;
}
