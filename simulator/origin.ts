/** What a world keeps of the snapshot it was made from, to give it back as it was. */
import type { Snapshot } from '../schemas/snapshot.ts';
import { object, text } from './rows.ts';
import type { Origin } from './world.ts';

/** The parts that are echoed, and which parts there were. */
export function originOf(snapshot: Snapshot, startedAt: number): Origin {
  const metadata = object(
    snapshot.sapi?.applications.find(({ name }) => name === 'sdc'),
    'metadata',
  );
  const { datacenter, errors, clusters, policy, workflow } = snapshot;
  const globalZones = Object.entries(snapshot.globalZones ?? {}).map(
    ([server, { datasets: _, images: __, ...rest }]) => [server, rest] as const,
  );
  return {
    snapshot: {
      datacenter,
      errors,
      ...(clusters === undefined ? {} : { clusters }),
      ...(policy === undefined ? {} : { policy }),
      ...(workflow === undefined ? {} : { workflow }),
    },
    parts: {
      vmapi: Boolean(snapshot.vmapi),
      imgapi: Boolean(snapshot.imgapi),
      globalZones: Boolean(snapshot.globalZones),
      dns: Boolean(snapshot.dns),
    },
    nicTags: snapshot.napi?.nicTags ?? [],
    networkPools: snapshot.napi?.networkPools ?? [],
    bootParams: snapshot.cnapi?.bootParams ?? null,
    globalZones: Object.fromEntries(globalZones),
    domain: `${text(metadata, 'datacenter_name') ?? datacenter}.${text(metadata, 'dns_domain') ?? 'local'}`,
    startedAt,
  };
}
