/** Recordings in which what headnodes' /usbkey/config holds was recorded too. */
import type { Snapshot } from '../../../schemas/snapshot.ts';

/** The same with a config on each recorded headnode: what SAPI's application names, and what only servers read. */
export function withConfigs(snapshot: Snapshot): Snapshot {
  const copy = JSON.parse(JSON.stringify(snapshot)) as {
    sapi: { applications: { name: string; metadata: Record<string, unknown> }[] };
    cnapi: { servers: { uuid: string; hostname: string; headnode?: boolean }[] };
    globalZones?: Record<string, { hostname: string; reachable: boolean; usbkey?: object }>;
  };
  const { metadata = {} } = copy.sapi.applications.find(({ name }) => name === 'sdc') ?? {};
  const lists = Object.entries(metadata).filter(([key]) => key.endsWith('_admin_ips'));
  const url = `http://${String(metadata['ufds_admin_ips'])}:8080`;
  const globalZones = (copy.globalZones ??= {});
  for (const { uuid, hostname, headnode } of copy.cnapi.servers) {
    if (headnode !== true) continue;
    const zone = (globalZones[uuid] ??= { hostname, reachable: true });
    zone.usbkey = { ...Object.fromEntries(lists), capi_client_url: url, datacenter_name: 'us-test-1' };
  }
  return copy as unknown as Snapshot;
}
