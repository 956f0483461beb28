// Generated from ../snapshot.schema.json by `npm run types`. Do not edit.
import type { ServerUuid, ZoneUuid, ServiceUuid, NetworkUuid, ImageUuid, OwnerUuid } from '../ids.ts';

export type Uuid = string;

/**
 * A datacenter as it was recorded once: what SAPI, CNAPI, NAPI (and VMAPI, IMGAPI, workflow, the global zones) answered. Objects copied from an API keep every field it returned; only the fields hnadm reads are described here. A part that is missing was not recorded; a part that is null could not be had. Neither is ever taken for empty. Secrets are replaced when recorded.
 */
export interface Snapshot {
  /**
   * Format and version of this document.
   */
  format: 'hnadm-snapshot/1';
  /**
   * When the recording ended, ISO 8601, UTC.
   */
  takenAt: string;
  /**
   * The datacenter's name (SAPI metadata datacenter_name).
   */
  datacenter: string;
  /**
   * SAPI's objects as GET /applications, /services and /instances return them (Accept-Version ~2).
   */
  sapi: SapiPart | null;
  /**
   * CNAPI's servers, as GET /servers?extras=all returns them.
   */
  cnapi: CnapiPart | null;
  /**
   * NAPI's objects.
   */
  napi: NapiPart | null;
  /**
   * VMAPI's rows of core zones in every state: destroyed and failed ones too, because their UUIDs are burnt.
   */
  vmapi?: VmapiPart | null;
  /**
   * IMGAPI's image manifests.
   */
  imgapi?: ImgapiPart | null;
  /**
   * Workflow jobs that had not ended.
   */
  workflow?: WorkflowPart | null;
  /**
   * What was read in the global zones of headnodes, by server UUID.
   */
  globalZones?: {
    [k: string]: GlobalZone;
  } | null;
  /**
   * State of the clustered services.
   */
  clusters?: ClustersPart | null;
  /**
   * Per binder (by its address), what each core name resolves to.
   */
  dns?: {
    [k: string]: {
      [k: string]: string[];
    };
  } | null;
  /**
   * The datacenter's policy file, as it was.
   */
  policy?: RecordedPolicy | null;
  /**
   * What could not be recorded, and why.
   */
  errors: RecordingError[];
}
export interface SapiPart {
  /**
   * GET /mode: full or proto.
   */
  mode: string;
  applications: SapiApplication[];
  services: SapiService[];
  instances: SapiInstance[];
}
export interface SapiApplication {
  uuid: Uuid;
  name: string;
  owner_uuid: OwnerUuid;
  params?: {
    [k: string]: unknown;
  };
  metadata?: {
    [k: string]: unknown;
  };
  [k: string]: unknown;
}
export interface SapiService {
  uuid: ServiceUuid;
  name: string;
  application_uuid: Uuid;
  /**
   * vm or agent; absent when recorded with Accept-Version ~1, then vm.
   */
  type?: string;
  params?: SapiServiceParams;
  metadata?: {
    [k: string]: unknown;
  };
  [k: string]: unknown;
}
export interface SapiServiceParams {
  image_uuid?: ImageUuid;
  delegate_dataset?: boolean;
  [k: string]: unknown;
}
export interface SapiInstance {
  uuid: ZoneUuid;
  service_uuid: ServiceUuid;
  type?: string;
  params?: SapiInstanceParams;
  metadata?: {
    [k: string]: unknown;
  };
  [k: string]: unknown;
}
export interface SapiInstanceParams {
  alias?: string;
  server_uuid?: ServerUuid;
  [k: string]: unknown;
}
export interface CnapiPart {
  servers: CnapiServer[];
  /**
   * GET /boot/default and /boot/:uuid, by server.
   */
  bootParams?: {
    [k: string]: unknown;
  };
}
export interface CnapiServer {
  uuid: ServerUuid;
  hostname: string;
  /**
   * May be missing on servers that are none.
   */
  headnode?: boolean;
  setup?: boolean;
  /**
   * running, unknown, rebooting.
   */
  status?: string;
  /**
   * Bytes.
   */
  disk_pool_size_bytes?: number | null;
  /**
   * Bytes.
   */
  disk_pool_alloc_bytes?: number | null;
  /**
   * MiB.
   */
  unreserved_disk?: number | null;
  /**
   * Bytes; may be negative.
   */
  memory_provisionable_bytes?: number | null;
  sysinfo?: {
    [k: string]: unknown;
  } | null;
  [k: string]: unknown;
}
export interface NapiPart {
  nicTags: NapiNicTag[];
  networks: NapiNetwork[];
  networkPools: {
    [k: string]: unknown;
  }[];
  /**
   * The address records of each network, by network UUID. Addresses never used have no record.
   */
  ips: {
    [k: string]: NapiIp[];
  };
  nics: NapiNic[];
}
export interface NapiNicTag {
  name: string;
  [k: string]: unknown;
}
export interface NapiNetwork {
  uuid: NetworkUuid;
  name: string;
  /**
   * CIDR.
   */
  subnet: string;
  /**
   * First address given out automatically, inclusive.
   */
  provision_start_ip: string;
  /**
   * Last address given out automatically, inclusive.
   */
  provision_end_ip: string;
  nic_tag: string;
  vlan_id?: number;
  gateway?: string;
  resolvers?: string[];
  [k: string]: unknown;
}
export interface NapiIp {
  ip: string;
  reserved: boolean;
  free: boolean;
  belongs_to_type?: string;
  belongs_to_uuid?: string;
  owner_uuid?: string;
  [k: string]: unknown;
}
export interface NapiNic {
  mac: string;
  /**
   * zone, server or other.
   */
  belongs_to_type: string;
  belongs_to_uuid: string;
  owner_uuid?: string;
  primary?: boolean;
  ip?: string;
  nic_tag?: string;
  network_uuid?: NetworkUuid;
  cn_uuid?: ServerUuid;
  nic_tags_provided?: string[];
  [k: string]: unknown;
}
export interface VmapiPart {
  vms: VmapiVm[];
}
export interface VmapiVm {
  uuid: ZoneUuid;
  alias?: string | null;
  state: string;
  owner_uuid?: string | null;
  server_uuid?: ServerUuid | null;
  image_uuid?: string | null;
  datasets?: string[] | null;
  tags?: {
    [k: string]: unknown;
  } | null;
  nics?: VmapiNic[] | null;
  /**
   * GiB.
   */
  quota?: number | null;
  /**
   * MiB.
   */
  max_physical_memory?: number | null;
  firewall_enabled?: boolean | null;
  [k: string]: unknown;
}
export interface VmapiNic {
  mac: string;
  ip?: string;
  nic_tag?: string;
  primary?: boolean;
  network_uuid?: NetworkUuid;
  [k: string]: unknown;
}
export interface ImgapiPart {
  images: ImgapiImage[];
}
export interface ImgapiImage {
  uuid: ImageUuid;
  name: string;
  version?: string;
  state?: string;
  disabled?: boolean;
  origin?: ImageUuid;
  files?: {
    /**
     * Bytes, compressed.
     */
    size?: number;
    [k: string]: unknown;
  }[];
  [k: string]: unknown;
}
export interface WorkflowPart {
  jobs: WorkflowJob[];
}
export interface WorkflowJob {
  uuid: Uuid;
  name?: string;
  execution: string;
  [k: string]: unknown;
}
export interface GlobalZone {
  hostname: string;
  reachable: boolean;
  datasets?: RecordedDataset[];
  /**
   * Images installed in this server's pool (imgadm list).
   */
  images?: ImageUuid[];
  zpool?: Zpool;
  /**
   * Keys of its config; platforms: names in /usbkey/os; extra: paths of the files below /usbkey/extra.
   */
  usbkey?: {
    [k: string]: unknown;
  };
  resolvers?: string[];
  versions?: {
    [k: string]: unknown;
  };
  restoreData?:
    | {
        [k: string]: unknown;
      }
    | unknown[]
    | null;
}
export interface RecordedDataset {
  /**
   * A dataset; or, with @, a snapshot of hnadm's own on it: what a half-finished move rests on.
   */
  name: string;
  usedBytes?: number;
  referencedBytes?: number;
  guid?: string;
}
export interface Zpool {
  name?: string;
  health?: string;
  sizeBytes?: number;
  freeBytes?: number;
  [k: string]: unknown;
}
export interface ClustersPart {
  /**
   * The shard state that manatee-adm zk-state prints.
   */
  manatee?: {
    [k: string]: unknown;
  } | null;
  pgStatus?:
    | {
        [k: string]: unknown;
      }
    | unknown[]
    | null;
  binder?: BinderMember[] | null;
}
export interface BinderMember {
  zone: ZoneUuid;
  ip: string;
  mode?: string | null;
  [k: string]: unknown;
}
export interface RecordedPolicy {
  /**
   * How many people must sign a plan before it is applied.
   */
  approvals?: number;
  /**
   * Whether a plan may take a member of a cluster out with nothing in its place.
   */
  allowDegraded?: boolean;
}
export interface RecordingError {
  /**
   * Path of the part of this document, for example globalZones.<server uuid>.
   */
  part: string;
  /**
   * Why it could not be recorded.
   */
  message: string;
}
