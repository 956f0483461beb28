// Generated from ../plan.schema.json by `npm run types`. Do not edit.
import type {
  ServerUuid,
  ZoneUuid,
  ServiceUuid,
  NetworkUuid,
  ImageUuid,
  OwnerUuid,
  InstanceKey,
  StepId,
  UnitId,
} from '../ids.ts';

export type Digest = string;
export type ServiceName = string;
/**
 * IPv4 or IPv6 address, canonical.
 */
export type Ip = string;
export type Mac = string;
export type DatasetName = string;
export type Fact =
  | ServerRunningFact
  | InstancePresentFact
  | ServiceInstancesFact
  | ZoneStateFact
  | ServiceImageFact
  | ImageActiveFact
  | AddressFreeFact
  | NicHeldFact
  | DatasetPresentFact;
export type BracketEnd = ActionCall & Touches;
/**
 * An action with its parameters.
 */
export type ActionCall =
  | ImageInstallCall
  | AddressReserveCall
  | AddressReleaseCall
  | AddressUnreserveCall
  | AddressHoldCall
  | AddressUnholdCall
  | MaintenanceStartCall
  | MaintenanceStopCall
  | ZoneCreateCall
  | ZoneDeleteCall
  | ZoneStartCall
  | ZoneStopCall
  | ZoneAwaitCall
  | ZoneReviveCall
  | InstanceSettleCall
  | InstanceDeleteCall
  | RegistrarDisableCall
  | RegistrarEnableCall
  | ServicesDisableCall
  | ServicesEnableCall
  | LinkSetCall
  | LinkRemoveCall
  | HermesRestartCall
  | DnsAwaitCall
  | NicMoveCall
  | NicSweepCall
  | DatasetCopyCall
  | DatasetIncrementCall
  | DatasetReturnCall
  | DatasetForgetCall
  | ManateeAwaitCall
  | ManateePromoteCall
  | ManateeRestoreCall
  | ManateeReapCall
  | ManateeFreezeCall
  | ManateeUnfreezeCall
  | SapiCompareCall
  | ServiceVerifyCall
  | MembersVerifyCall
  | EnsembleAwaitCall
  | SapiSubstituteCall
  | FileSubstituteCall
  | GateManualCall
  | GateCommitCall;
export type HealthCheck = HttpCheck | TcpCheck | SmfCheck;
/**
 * Name behind the @ (or the # of a bookmark).
 */
export type SnapshotName = string;
/**
 * A peer of manatee: a zone that is there, or one that this plan makes.
 */
export type ManateePeer = PlacedZone | ZoneRef;
/**
 * A peer of manatee: a zone that is there, or one that this plan makes.
 */
export type ManateePeer1 = PlacedZone | ZoneRef;
/**
 * A peer of manatee: a zone that is there, or one that this plan makes.
 */
export type ManateePeer2 = PlacedZone | ZoneRef;
export type Uuid = string;
export type Step = StepFrame & ActionCall;
export type Undo = ActionCall;

/**
 * Everything that will be done to a datacenter, decided beforehand: reviewed, compared, rehearsed and signed as this document, then carried out exactly. It is a pure function of a snapshot and an intent.
 */
export interface Plan {
  format: 'hnadm-plan/1';
  /**
   * What kind of change it is.
   */
  kind: 'migrate';
  /**
   * SHA-256 of the canonical JSON (RFC 8785) of this document without this field.
   */
  digest: string;
  tool: Tool;
  /**
   * Name.
   */
  datacenter: string;
  snapshot: SnapshotRef;
  intent: Intent;
  policy: Policy;
  /**
   * Every address the plan takes.
   */
  reservations: Reservation[];
  instances: PlannedInstance[];
  datasets: DatasetMove[];
  /**
   * What is on the source and stays, and why.
   */
  left: Left[];
  /**
   * What must hold when it is applied.
   */
  expects: Expectation[];
  brackets: Bracket[];
  /**
   * In an order that satisfies needs.
   */
  steps: Step[];
  /**
   * What people must have done before.
   */
  prerequisites: string[];
  /**
   * What customers will notice.
   */
  customerImpact: CustomerImpact[];
  findings: Finding[];
  estimate: Estimate;
}
/**
 * What made it.
 */
export interface Tool {
  name: 'hnadm';
  version: string;
}
/**
 * What it was made from; the digest is that of the file's bytes.
 */
export interface SnapshotRef {
  digest: Digest;
  takenAt: string;
}
/**
 * What was asked for.
 */
export interface Intent {
  from: ServerRef;
  to: ServerRef;
  /**
   * Asked for by name; empty with options.all or options.except.
   */
  services: ServiceName[];
  options: IntentOptions;
  reason?: string;
  ticket?: string;
  window?: {
    notBefore: string;
    notAfter: string;
  };
  snapshotMaxAgeSeconds?: number;
}
export interface ServerRef {
  uuid: ServerUuid;
  hostname: string;
}
export interface IntentOptions {
  all: boolean;
  except: ServiceName[];
  /**
   * A member of a cluster may be taken out with nothing in its place.
   */
  allowDegraded: boolean;
  /**
   * Takes the replacement of a cluster's member whose place on TO is taken.
   */
  haTo?: ServerRef;
  /**
   * Services that keep an address which they would not keep by themselves: those outside the admin network, or else the one on it.
   */
  keepAddress?: ServiceName[];
  /**
   * Services that get new addresses where they would keep theirs.
   */
  newAddress?: ServiceName[];
}
/**
 * What apply must insist on, from the datacenter's policy file.
 */
export interface Policy {
  approvals: number;
  allowDegraded: boolean;
}
export interface Reservation {
  ip: Ip;
  network: NetworkUuid;
  networkName: string;
  instance: InstanceKey;
  service: ServiceName;
  /**
   * free: reserved by this plan; reserved: made before, for us; takeover: from the zone it replaces.
   */
  source: 'free' | 'reserved' | 'takeover';
}
export interface PlannedInstance {
  key: InstanceKey;
  service: ServiceName;
  /**
   * The zone to create, or null where it exists.
   */
  create: PlannedCreate | null;
  /**
   * A zone of a half-finished move that is taken up. Neither this nor create: a member of a cluster is taken out, and nothing replaces it.
   */
  existing: PlacedZone | null;
  /**
   * The zone it replaces, or the one that is taken out.
   */
  replaces: PlacedZone | null;
}
export interface PlannedCreate {
  /**
   * UUID and MACs in the order they are tried: a failed create burns its UUID.
   */
  candidates: Candidate[];
  alias: string;
  server: ServerUuid;
  image: ImageUuid;
  /**
   * All NICs it has in the end; those with a takeover address come from the zone replaced in the cutover, with their old MAC.
   */
  nics: PlannedNic[];
}
export interface Candidate {
  uuid: ZoneUuid;
  /**
   * One a NIC, in the order of nics.
   */
  macs: Mac[];
}
export interface PlannedNic {
  network: NetworkUuid;
  networkName: string;
  nicTag: string;
  ip: Ip;
  primary: boolean;
  /**
   * It may answer DHCP; NAPI's allow_dhcp_spoofing.
   */
  allowDhcpSpoofing?: true;
}
export interface PlacedZone {
  uuid: ZoneUuid;
  alias: string;
  server: ServerUuid;
}
export interface DatasetMove {
  service: ServiceName;
  from: DatasetPlace;
  to: {
    server: ServerUuid;
    instance: InstanceKey;
  };
  /**
   * send-increment: full copy, then a last increment in the cutover; sent: an earlier run of this move sent all of it; create-empty: the service fills it again.
   */
  method: 'send-increment' | 'sent' | 'create-empty';
  sizeBytes: number | null;
  critical: boolean;
}
export interface DatasetPlace {
  server: ServerUuid;
  dataset: DatasetName;
}
export interface Left {
  service: string;
  instance: {
    uuid: ZoneUuid;
    alias: string;
  };
  code:
    | 'cluster-unfit'
    | 'one-on-each'
    | 'quorum-needed'
    | 'ensemble-unclear'
    | 'nat'
    | 'unknown-service'
    | 'other-application'
    | 'customer-zone'
    | 'not-asked-for'
    | 'orphan-record'
    | 'not-running'
    | 'no-sapi-instance'
    | 'no-sapi-service'
    | 'failed-zone';
  why: string;
}
export interface Expectation {
  fact: Fact;
  /**
   * The step that changes it; null: to the end.
   */
  until: StepId | null;
}
/**
 * CNAPI: the server is running.
 */
export interface ServerRunningFact {
  kind: 'server-running';
  server: ServerUuid;
}
/**
 * SAPI: the instance exists and belongs to the service.
 */
export interface InstancePresentFact {
  kind: 'instance-present';
  uuid: ZoneUuid;
  service: ServiceUuid;
}
/**
 * SAPI: the service has these instances and no other.
 */
export interface ServiceInstancesFact {
  kind: 'service-instances';
  service: ServiceUuid;
  /**
   * All of them, sorted; the plan's own candidates may be there too.
   */
  uuids: ZoneUuid[];
}
/**
 * VMAPI: the zone is in this state on this server.
 */
export interface ZoneStateFact {
  kind: 'zone-state';
  zone: ZoneUuid;
  server: ServerUuid;
  state: string;
}
/**
 * SAPI: the service's image.
 */
export interface ServiceImageFact {
  kind: 'service-image';
  service: ServiceUuid;
  image: ImageUuid;
}
/**
 * IMGAPI: the image is active.
 */
export interface ImageActiveFact {
  kind: 'image-active';
  image: ImageUuid;
}
/**
 * NAPI: nobody holds the address, or it is reserved under the marker owner.
 */
export interface AddressFreeFact {
  kind: 'address-free';
  network: NetworkUuid;
  ip: Ip;
  owner: OwnerUuid;
}
/**
 * NAPI: the NIC with this address belongs to the zone.
 */
export interface NicHeldFact {
  kind: 'nic-held';
  mac: Mac;
  ip: Ip;
  zone: ZoneUuid;
}
/**
 * The dataset exists in the server's pool.
 */
export interface DatasetPresentFact {
  kind: 'dataset-present';
  server: ServerUuid;
  dataset: DatasetName;
}
export interface Bracket {
  id: StepId;
  open: BracketEnd;
  close: BracketEnd;
  /**
   * Steps between open and close; close runs after success, failure and rollback alike.
   */
  around: StepId[];
}
/**
 * Installs an image in a server's pool with imgadm; an image that is there already is left alone.
 */
export interface ImageInstallCall {
  action: 'image.install';
  params: {
    /**
     * The server whose pool receives it.
     */
    server: ServerUuid;
    /**
     * The image; its origin is a step of its own.
     */
    image: ImageUuid;
    /**
     * The origin that must be there first, or null.
     */
    origin: ImageUuid | null;
  };
}
/**
 * Reserves a free address in NAPI under hnadm's marker owner, so that nobody else is given it.
 */
export interface AddressReserveCall {
  action: 'address.reserve';
  params: {
    network: NetworkUuid;
    ip: Ip;
    /**
     * The marker: an owner of hnadm's own.
     */
    owner: OwnerUuid;
  };
}
/**
 * Gives a reserved address back that holds no NIC; undo of address.reserve.
 */
export interface AddressReleaseCall {
  action: 'address.release';
  params: {
    network: NetworkUuid;
    ip: Ip;
    owner: OwnerUuid;
  };
}
/**
 * Takes the reservation off an address that its NIC holds by now.
 */
export interface AddressUnreserveCall {
  action: 'address.unreserve';
  params: {
    network: NetworkUuid;
    ip: Ip;
    /**
     * Key of a member of instances: the new zone's alias; where nothing replaces a zone, the alias of that.
     */
    instance: InstanceKey;
  };
}
/**
 * Reserves an address that moves from one zone to another, so that it is never free in between; opens a bracket.
 */
export interface AddressHoldCall {
  action: 'address.hold';
  params: {
    network: NetworkUuid;
    ip: Ip;
  };
}
/**
 * Sets the reserved flag of a moved address back to what it was; closes the bracket of address.hold.
 */
export interface AddressUnholdCall {
  action: 'address.unhold';
  params: {
    network: NetworkUuid;
    ip: Ip;
    /**
     * What the flag was in the snapshot.
     */
    reserved: boolean;
  };
}
/**
 * Makes CloudAPI and docker read-only, as sdcadm dc-maint start does, and waits until the jobs under way have ended; opens a bracket.
 */
export interface MaintenanceStartCall {
  action: 'maintenance.start';
  params: MaintenanceParams;
}
export interface MaintenanceParams {
  /**
   * The application sdc, whose metadata hold the message.
   */
  application: string;
  /**
   * What DC_MAINT_MESSAGE tells everybody, before the run's id.
   */
  message: string;
  /**
   * What makes each service that customers use read-only.
   *
   * @minItems 1
   */
  flags: [MaintenanceFlag, ...MaintenanceFlag[]];
}
export interface MaintenanceFlag {
  service: ServiceUuid;
  /**
   * The key of the service's metadata.
   */
  key: 'CLOUDAPI_READONLY' | 'DOCKER_READONLY';
  /**
   * Whether the key was there before, not set; else it is removed afterwards.
   */
  wasThere: boolean;
}
/**
 * Lets customers change things again; closes the bracket of maintenance.start.
 */
export interface MaintenanceStopCall {
  action: 'maintenance.stop';
  params: MaintenanceParams;
}
/**
 * Creates the new zone, not started: its NICs in NAPI with the planned MACs and addresses first, then the SAPI instance. Takes the first candidate that is not burnt.
 */
export interface ZoneCreateCall {
  action: 'zone.create';
  params: {
    instance: InstanceKey;
    /**
     * The SAPI service.
     */
    service: ServiceUuid;
    /**
     * Owner of the zone and its NICs: the application's.
     */
    owner: OwnerUuid;
    params: CreateParams;
    /**
     * Keys of the replaced instance's SAPI params that are copied by reference when applied, because their values may be secret.
     */
    copyParams: string[];
    /**
     * Keys of the replaced instance's SAPI metadata that are copied likewise.
     */
    copyMetadata: string[];
    /**
     * NICs that are taken off the replaced zone, which is stopped, for the new one to be created with: all that it has. A bracket keeps their addresses reserved meanwhile.
     */
    takes?: TakenNic[];
  };
}
/**
 * The new instance's SAPI params: where it goes, plus whatever the replaced zone has otherwise than the service says.
 */
export interface CreateParams {
  alias: string;
  server_uuid: ServerUuid;
  autoboot: false;
  /**
   * In the order of the zone's interfaces.
   */
  networks: {
    uuid: NetworkUuid;
    ip: Ip;
    primary?: true;
  }[];
  delegate_dataset?: true;
  /**
   * GiB.
   */
  quota?: number;
  /**
   * MiB.
   */
  max_physical_memory?: number;
  /**
   * MiB.
   */
  max_locked_memory?: number;
  /**
   * MiB.
   */
  max_swap?: number;
  max_lwps?: number;
  /**
   * Percent of one CPU.
   */
  cpu_cap?: number;
  cpu_shares?: number;
  zfs_io_priority?: number;
  firewall_enabled?: boolean;
}
export interface TakenNic {
  mac: Mac;
  ip: Ip;
  network: NetworkUuid;
  nicTag: string;
  primary: boolean;
  owner: OwnerUuid;
}
/**
 * Deletes a new zone that never served, with its NICs and SAPI record; undo of zone.create.
 */
export interface ZoneDeleteCall {
  action: 'zone.delete';
  params: {
    instance: InstanceKey;
    /**
     * NICs that are given back to the replaced zone afterwards: those that the create took off it.
     */
    takes?: TakenNic[];
  };
}
/**
 * Starts a zone with vmadm in its global zone.
 */
export interface ZoneStartCall {
  action: 'zone.start';
  params: {
    zone: ZoneRef;
    /**
     * Whether it may not run beside the zone that it replaces.
     */
    alone: boolean;
  };
}
/**
 * One of the two zones of an instance that replaces another.
 */
export interface ZoneRef {
  instance: InstanceKey;
  /**
   * new: the instance's own zone; old: the one it replaces.
   */
  side: 'new' | 'old';
}
/**
 * Stops a zone with vmadm in its global zone; it will not start by itself again.
 */
export interface ZoneStopCall {
  action: 'zone.stop';
  params: {
    zone: ZoneRef;
    /**
     * It runs workflow jobs: stopped when none runs in it.
     */
    drain?: true;
  };
}
/**
 * Waits until a zone is set up, its SMF services are clean and its health checks answer.
 */
export interface ZoneAwaitCall {
  action: 'zone.await';
  params: {
    zone: ZoneRef;
    checks: HealthCheck[];
  };
}
/**
 * GET answers 200 at the zone's admin address, port 80.
 */
export interface HttpCheck {
  kind: 'http';
  service: ServiceName;
  /**
   * For example /ping.
   */
  path: string;
}
/**
 * The port accepts a connection at the zone's admin address.
 */
export interface TcpCheck {
  kind: 'tcp';
  port: number;
}
/**
 * SMF in the zone.
 */
export interface SmfCheck {
  kind: 'smf';
  /**
   * SMF services that must be online; empty: svcs -x is silent.
   */
  services: string[];
}
/**
 * Starts a replaced zone again and waits until its SMF services are clean and its health checks answer; undo of its stop.
 */
export interface ZoneReviveCall {
  action: 'zone.revive';
  params: {
    zone: ZoneRef;
    /**
     * Whether it may not run beside the new zone.
     */
    alone: boolean;
    checks: HealthCheck[];
  };
}
/**
 * Removes from the SAPI instance what only its creation needed (autoboot, fixed addresses): left there, it would matter at the next reprovision.
 */
export interface InstanceSettleCall {
  action: 'instance.settle';
  params: {
    instance: InstanceKey;
    /**
     * Keys of params to remove.
     */
    keys: string[];
  };
}
/**
 * Deletes the replaced instance through SAPI: zone, delegated dataset and SAPI record.
 */
export interface InstanceDeleteCall {
  action: 'instance.delete';
  params: {
    /**
     * Key of a member of instances: the new zone's alias; where nothing replaces a zone, the alias of that.
     */
    instance: InstanceKey;
  };
}
/**
 * Disables the registrar in a zone, so that it leaves DNS.
 */
export interface RegistrarDisableCall {
  action: 'registrar.disable';
  params: {
    zone: ZoneRef;
  };
}
/**
 * Enables the registrar in a zone.
 */
export interface RegistrarEnableCall {
  action: 'registrar.enable';
  params: {
    zone: ZoneRef;
  };
}
/**
 * Disables SMF services in a zone for good, and waits until they have ended.
 */
export interface ServicesDisableCall {
  action: 'services.disable';
  params: {
    zone: ZoneRef;
    /**
     * Names of SMF services.
     *
     * @minItems 1
     */
    services: [string, ...string[]];
  };
}
/**
 * Enables those SMF services that services.disable found enabled; its undo.
 */
export interface ServicesEnableCall {
  action: 'services.enable';
  params: {
    zone: ZoneRef;
    /**
     * Names of SMF services.
     *
     * @minItems 1
     */
    services: [string, ...string[]];
  };
}
/**
 * Makes a symbolic link in the global zone of a zone's server lead into the zone.
 */
export interface LinkSetCall {
  action: 'link.set';
  params: {
    zone: ZoneRef;
    /**
     * The link's path; the zone has the same path below its root.
     */
    path: string;
  };
}
/**
 * Removes the link that leads into the zone; one that leads elsewhere stays.
 */
export interface LinkRemoveCall {
  action: 'link.remove';
  params: {
    zone: ZoneRef;
    /**
     * The link's path; the zone has the same path below its root.
     */
    path: string;
  };
}
/**
 * Restarts hermes in the sdc zone, once: it then learns anew from which zones it fetches logs.
 */
export interface HermesRestartCall {
  action: 'hermes.restart';
  params: {
    /**
     * The instance of sdc that this plan moves; null: it moves none.
     */
    instance: InstanceKey | null;
    /**
     * The sdc zone that is there, where the plan moves none; else null.
     */
    existing: PlacedZone | null;
  };
}
/**
 * Asks every binder until a name does, or does not, resolve to an address, then waits for clients' caches.
 */
export interface DnsAwaitCall {
  action: 'dns.await';
  params: {
    /**
     * Fully qualified.
     */
    name: string;
    ip: Ip;
    /**
     * True: must resolve to the address; false: must not.
     */
    present: boolean;
    /**
     * The server in whose global zone dig runs.
     */
    server: ServerUuid;
    /**
     * Every binder to ask.
     */
    resolvers: Ip[];
    /**
     * Seconds to wait afterwards: the record's TTL in clients' caches.
     */
    settleSeconds: number;
  };
}
/**
 * Moves a NIC with its MAC and address between the replaced zone and the new one, both stopped.
 */
export interface NicMoveCall {
  action: 'nic.move';
  params: {
    instance: InstanceKey;
    /**
     * Who has it afterwards.
     */
    to: 'new' | 'old';
    mac: Mac;
    ip: Ip;
    network: NetworkUuid;
    nicTag: string;
    primary: boolean;
    owner: OwnerUuid;
  };
}
/**
 * Removes NICs that a deleted zone left in NAPI, and frees its addresses.
 */
export interface NicSweepCall {
  action: 'nic.sweep';
  params: {
    /**
     * Key of a member of instances: the new zone's alias; where nothing replaces a zone, the alias of that.
     */
    instance: InstanceKey;
    owner: OwnerUuid;
    /**
     * Addresses that must be free afterwards.
     */
    addresses: {
      network: NetworkUuid;
      ip: Ip;
      /**
       * Whether it was reserved in the snapshot: a reservation that came later is somebody's.
       */
      reserved: boolean;
    }[];
  };
}
/**
 * First full copy of a delegated dataset while its zone runs: snapshot, bookmark, send, receive, hold on the receiver, guids compared.
 */
export interface DatasetCopyCall {
  action: 'dataset.copy';
  params: {
    instance: InstanceKey;
    from: DatasetPlace;
    /**
     * The server of the new zone.
     */
    to: ServerUuid;
    /**
     * Snapshot and bookmark name.
     */
    snapshot: string;
    /**
     * Bytes expected; null: unknown.
     */
    sizeBytes: number | null;
  };
}
/**
 * Last increment of a delegated dataset, sent while both zones are stopped; done when nothing was written since and guids agree.
 */
export interface DatasetIncrementCall {
  action: 'dataset.increment';
  params: {
    instance: InstanceKey;
    from: DatasetPlace;
    to: ServerUuid;
    /**
     * The snapshot both sides have.
     */
    base: string;
    snapshot: SnapshotName;
  };
}
/**
 * Sends what the replacement wrote since the last common snapshot back to the old dataset, then drops that snapshot; undo of dataset.increment.
 */
export interface DatasetReturnCall {
  action: 'dataset.return';
  params: {
    instance: InstanceKey;
    from: DatasetPlace;
    to: ServerUuid;
    snapshot: SnapshotName;
  };
}
/**
 * Releases holds and destroys hnadm's snapshots and bookmarks of a dataset.
 */
export interface DatasetForgetCall {
  action: 'dataset.forget';
  params: {
    instance: InstanceKey;
    from: DatasetPlace;
    to: ServerUuid;
    snapshots: SnapshotName[];
    /**
     * Which zones' datasets are cleaned.
     */
    sides: ('new' | 'old')[];
  };
}
/**
 * Waits until manatee's chain has these peers and no others, each of which streams without lag from the one before, and manatee is not frozen.
 */
export interface ManateeAwaitCall {
  action: 'manatee.await';
  params: {
    /**
     * Every peer of the chain, in any order; the first that answers is asked.
     *
     * @minItems 1
     */
    peers: [ManateePeer, ...ManateePeer[]];
    /**
     * Who may be deposed meanwhile; null: nobody.
     */
    deposed: ZoneUuid | null;
    /**
     * Seconds of waiting that count as progress: as long as a peer's copy of the database may take.
     */
    patienceSeconds: number;
  };
}
/**
 * Gives a peer the place of the one before it in the chain, with manatee-adm promote, and waits until writes are taken again. Who was the primary is deposed by it.
 */
export interface ManateePromoteCall {
  action: 'manatee.promote';
  params: {
    peer: ManateePeer1;
    /**
     * Its role before: of the sync it becomes the primary, of the first async the sync.
     */
    role: 'sync' | 'async';
    over: ManateePeer2;
  };
}
/**
 * Brings manatee's chain back into an order: rebuilds who is deposed and promotes step by step.
 */
export interface ManateeRestoreCall {
  action: 'manatee.restore';
  params: {
    /**
     * Primary, sync, asyncs.
     *
     * @minItems 1
     */
    chain: [ManateePeer, ...ManateePeer[]];
    /**
     * Seconds of waiting that count as progress: as long as a peer's copy of the database may take.
     */
    patienceSeconds: number;
  };
}
/**
 * Makes manatee forget a deposed peer whose zone is gone for good.
 */
export interface ManateeReapCall {
  action: 'manatee.reap';
  params: {
    gone: PlacedZone1;
    /**
     * Where manatee-adm is run: in the first of these that answers.
     *
     * @minItems 1
     */
    ask: [ManateePeer, ...ManateePeer[]];
  };
}
/**
 * Who is forgotten.
 */
export interface PlacedZone1 {
  uuid: ZoneUuid;
  alias: string;
  server: ServerUuid;
}
/**
 * Freezes manatee with the run's id as its reason, so that no peer takes over from another; opens a bracket.
 */
export interface ManateeFreezeCall {
  action: 'manatee.freeze';
  params: {
    /**
     * Where manatee-adm is run: in the first of these that answers.
     *
     * @minItems 1
     */
    ask: [ManateePeer, ...ManateePeer[]];
  };
}
/**
 * Lets manatee fail over again; closes the bracket of manatee.freeze.
 */
export interface ManateeUnfreezeCall {
  action: 'manatee.unfreeze';
  params: {
    /**
     * Where manatee-adm is run: in the first of these that answers.
     *
     * @minItems 1
     */
    ask: [ManateePeer, ...ManateePeer[]];
  };
}
/**
 * Waits until two instances of SAPI, each asked at its own address, are in full mode and list the same services and instances.
 */
export interface SapiCompareCall {
  action: 'sapi.compare';
  params: {
    instance: InstanceKey;
    /**
     * IPv4 or IPv6 address, canonical.
     */
    newIp: string;
    /**
     * IPv4 or IPv6 address, canonical.
     */
    oldIp: string;
  };
}
/**
 * Verifies that a service answers from its new instance alone: the replaced zone is stopped, its name resolves to the new and no more to the old, its checks answer.
 */
export interface ServiceVerifyCall {
  action: 'service.verify';
  params: {
    instance: InstanceKey;
    /**
     * DNS name, or null where the service has none.
     */
    name: string | null;
    /**
     * Address the name must resolve to.
     */
    present: Ip | null;
    /**
     * Address it must not resolve to.
     */
    absent: Ip | null;
    server: ServerUuid;
    resolvers: Ip[];
    checks: HealthCheck[];
  };
}
/**
 * Verifies that the other members of a cluster serve: each runs, its checks answer, and its name leads to it; with left, that the one that is taken out is stopped and its name leads to it no more.
 */
export interface MembersVerifyCall {
  action: 'members.verify';
  params: {
    /**
     * Key of a member of instances: the new zone's alias; where nothing replaces a zone, the alias of that.
     */
    instance: InstanceKey;
    /**
     * The others.
     */
    members: PlacedZone[];
    /**
     * Whether the one that is taken out must have left.
     */
    left: boolean;
    /**
     * DNS name, or null where the service has none.
     */
    name: string | null;
    /**
     * Address of the one that is taken out, where it is known.
     */
    ip: Ip | null;
    /**
     * The server in whose global zone dig runs.
     */
    server: ServerUuid;
    resolvers: Ip[];
    checks: HealthCheck[];
  };
}
/**
 * Waits until ZooKeeper answers at each of the addresses, one of them leads, and the others follow.
 */
export interface EnsembleAwaitCall {
  action: 'ensemble.await';
  params: {
    /**
     * Key of a member of instances: the new zone's alias; where nothing replaces a zone, the alias of that.
     */
    instance: InstanceKey;
    /**
     * Admin addresses of those that must be there.
     *
     * @minItems 2
     */
    members: [Ip, Ip, ...Ip[]];
    /**
     * The server in whose global zone nc runs.
     */
    server: ServerUuid;
  };
}
/**
 * Changes addresses in the values of an object of SAPI; all of one object in one request, the other keys are left alone.
 */
export interface SapiSubstituteCall {
  action: 'sapi.substitute';
  params: {
    object: SapiObject;
    field: 'metadata' | 'params';
    /**
     * @minItems 1
     */
    changes: [Substitution, ...Substitution[]];
  };
}
export interface SapiObject {
  kind: 'applications' | 'services' | 'instances';
  uuid: Uuid;
}
/**
 * One address for another in the value of a key, wherever it stands there as a whole address. The value itself is not told: it may be secret.
 */
export interface Substitution {
  key: string;
  old: Ip;
  new: Ip;
}
/**
 * Changes addresses in the values of a file of key=value lines in a global zone; its other lines and its mode stay.
 */
export interface FileSubstituteCall {
  action: 'file.substitute';
  params: {
    server: ServerUuid;
    path: '/usbkey/config';
    /**
     * @minItems 1
     */
    changes: [Substitution, ...Substitution[]];
  };
}
/**
 * Waits until a person has changed addresses where hnadm can't.
 */
export interface GateManualCall {
  action: 'gate.manual';
  params: {
    /**
     * @minItems 1
     */
    places: [ManualPlace, ...ManualPlace[]];
  };
}
export interface ManualPlace {
  /**
   * Where it is written, and what to do besides.
   */
  where: string;
  /**
   * @minItems 1
   */
  changes: [AddressChange, ...AddressChange[]];
}
export interface AddressChange {
  old: Ip;
  /**
   * null: it goes, and nothing comes in its place.
   */
  new: Ip | null;
}
/**
 * Waits for a person before what can't be undone.
 */
export interface GateCommitCall {
  action: 'gate.commit';
  params: {
    /**
     * What the person is asked.
     */
    question: string;
    /**
     * What is deleted behind it.
     */
    deletes: {
      uuid: ZoneUuid;
      alias: string;
      /**
       * Hostname.
       */
      server: string;
    }[];
  };
}
export interface Touches {
  touches: Touch[];
}
export interface Touch {
  /**
   * What is touched: kind, colon, its name.
   */
  object: string;
  mode: 'read' | 'write';
}
export interface StepFrame {
  id: StepId;
  unit: UnitId;
  /**
   * prepare: nobody notices; cutover: the downtime; commit: what can't be undone.
   */
  phase: 'prepare' | 'cutover' | 'commit';
  /**
   * One line, names spelled out.
   */
  title: string;
  /**
   * Why the step is there.
   */
  why: string;
  /**
   * Steps that must be done first.
   */
  needs: Need[];
  /**
   * Objects it reads or writes; drift is judged by them.
   */
  touches: Touch[];
  through?: Through;
  /**
   * The action that takes it back; null: irreversible, or nothing to take back.
   */
  undo: Undo | null;
  irreversible: boolean;
  /**
   * Seconds; of waiting steps: without progress.
   */
  timeoutSeconds: number;
  estimateSeconds: SecondsRange;
}
export interface Need {
  step: StepId;
  /**
   * Why the step waits. in-turn: for nothing but its turn among the cutovers. maintenance: customers can change nothing once it begins, so that whatever they would wait for is done before.
   */
  because:
    | 'origin'
    | 'image'
    | 'reserved'
    | 'zone-exists'
    | 'copied'
    | 'data-in-place'
    | 'quiet'
    | 'old-stopped'
    | 'nic-moved'
    | 'started'
    | 'healthy'
    | 'linked'
    | 'compared'
    | 'settled'
    | 'whole'
    | 'in-dns'
    | 'out-of-dns'
    | 'chain-in-use'
    | 'one-at-a-time'
    | 'unregistered'
    | 'dependency'
    | 'promoted'
    | 'in-turn'
    | 'maintenance'
    | 'verified'
    | 'renumbered'
    | 'by-hand'
    | 'gate'
    | 'deleted';
}
/**
 * Where it matters which instance of a service is called: the calls of this step and of its undo go to this one. Absent: to whichever its name in DNS leads to.
 */
export interface Through {
  service: ServiceName;
  /**
   * IPv4 or IPv6 address, canonical.
   */
  ip: string;
}
/**
 * Seconds.
 */
export interface SecondsRange {
  low: number;
  typical: number;
  high: number;
}
export interface CustomerImpact {
  service: ServiceName;
  impact: string;
  downtimeSeconds: SecondsRange;
}
export interface Finding {
  severity: 'error' | 'warning' | 'note';
  code: string;
  /**
   * What it is about.
   */
  subject: string;
  /**
   * What was noticed and what to do.
   */
  message: string;
}
/**
 * Without the time at gates.
 */
export interface Estimate {
  durationSeconds: SecondsRange;
  criticalPath: StepId[];
  windows: ServiceWindow[];
  maintenance?: MaintenanceWindow;
}
export interface ServiceWindow {
  service: ServiceName;
  fromSeconds: number;
  toSeconds: number;
  downtimeSeconds: SecondsRange;
  /**
   * Who notices what.
   */
  impact: string;
}
/**
 * When customers can read and change nothing; absent where the plan has no maintenance.
 */
export interface MaintenanceWindow {
  /**
   * From the start of the plan.
   */
  fromSeconds: number;
  lengthSeconds: SecondsRange;
}
