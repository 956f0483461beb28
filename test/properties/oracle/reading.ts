/**
 * An independent reading of a snapshot: where each zone is and in what state, what each network and
 * server offers. Written from the APIs' documentation and from nothing in planner or catalogue.
 */
import type {
  CnapiServer,
  NapiNetwork,
  SapiInstance,
  Snapshot,
  VmapiNic,
  VmapiVm,
} from '../../../schemas/snapshot.ts';

/** A zone of the application sdc, as this reading sees it. */
export interface SeenZone {
  readonly uuid: string;
  readonly alias: string;
  readonly service: string;
  readonly image: string | undefined;
  /** UUID of its server; null where nothing tells. */
  readonly server: string | null;
  readonly state: 'running' | 'stopped' | 'gone' | 'untold';
  readonly nics: readonly SeenNic[];
  readonly dataset: boolean;
  readonly instance: SapiInstance;
  readonly vm: VmapiVm | undefined;
}

export interface SeenNic {
  readonly mac: string;
  readonly ip: string;
  readonly network: string;
  readonly tag: string;
  readonly primary: boolean;
}

/** All instances of vm services of the application sdc. */
export function seenZones(snapshot: Snapshot): readonly SeenZone[] {
  const { sapi } = snapshot;
  const core = sapi?.applications.find(({ name }) => name === 'sdc');
  return (sapi?.instances ?? []).flatMap((instance) => {
    const service = sapi?.services.find(({ uuid }) => uuid === instance.service_uuid);
    if (service === undefined || service.type === 'agent' || service.application_uuid !== core?.uuid)
      return [];
    const vm = snapshot.vmapi?.vms.find(({ uuid }) => uuid === instance.uuid);
    const nics = nicsOf(snapshot, instance.uuid, vm);
    return [
      {
        uuid: instance.uuid,
        alias: vm?.alias ?? instance.params?.alias ?? instance.uuid,
        service: service.name,
        image: service.params?.image_uuid,
        server: vm?.server_uuid ?? instance.params?.server_uuid ?? cnOf(snapshot, instance.uuid),
        state: stateOf(snapshot, vm),
        nics,
        dataset:
          vm === undefined
            ? service.params?.delegate_dataset === true
            : (vm.datasets ?? []).includes(`zones/${instance.uuid}/data`),
        instance,
        vm,
      },
    ];
  });
}

function stateOf(snapshot: Snapshot, vm: VmapiVm | undefined): SeenZone['state'] {
  if (!snapshot.vmapi) return 'untold';
  if (vm === undefined || vm.state === 'destroyed' || vm.state === 'failed') return 'gone';
  return vm.state === 'running' ? 'running' : 'stopped';
}

function cnOf(snapshot: Snapshot, zone: string): string | null {
  return snapshot.napi?.nics.find((nic) => nic.belongs_to_uuid === zone && nic.cn_uuid)?.cn_uuid ?? null;
}

function nicsOf(snapshot: Snapshot, zone: string, vm: VmapiVm | undefined): readonly SeenNic[] {
  const fromNapi = (snapshot.napi?.nics ?? []).filter((nic) => nic.belongs_to_uuid === zone);
  const nics: readonly VmapiNic[] = vm?.nics?.length ? vm.nics : fromNapi;
  return nics.map((nic) => ({
    mac: nic.mac,
    ip: nic.ip ?? '',
    network: nic.network_uuid ?? '',
    tag: nic.nic_tag ?? '',
    primary: nic.primary === true,
  }));
}

/** The server that a hostname or UUID names, spelled out. */
export function seenServer(snapshot: Snapshot, name: string): CnapiServer | undefined {
  return snapshot.cnapi?.servers.find(({ hostname, uuid }) => hostname === name || uuid === name);
}

/** NIC tags that a server's NICs provide, as NAPI tells. */
export function providedTags(snapshot: Snapshot, server: string): ReadonlySet<string> {
  const nics = (snapshot.napi?.nics ?? []).filter((nic) => nic.belongs_to_uuid === server);
  return new Set(nics.flatMap((nic) => nic.nic_tags_provided ?? []));
}

/** The network with a UUID. */
export function seenNetwork(snapshot: Snapshot, uuid: string): NapiNetwork | undefined {
  return snapshot.napi?.networks.find((network) => network.uuid === uuid);
}

/** An image and all it stands on, itself first; null where IMGAPI lacks one of them. */
export function imageChain(snapshot: Snapshot, image: string): readonly string[] | null {
  if (!snapshot.imgapi) return [image];
  const manifest = snapshot.imgapi.images.find(({ uuid }) => uuid === image);
  if (manifest === undefined) return null;
  if (manifest.origin === undefined) return [image];
  const rest = imageChain(snapshot, manifest.origin);
  return rest === null ? null : [image, ...rest];
}
