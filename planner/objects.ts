/** Names of the objects that steps touch, one way for each kind. */
import type { DatasetPlace } from '../schemas/plan.ts';
import type { ImageUuid, NetworkUuid, ServerUuid, ZoneUuid } from '../schemas/ids.ts';
import type { Leaving, Move } from './move.ts';

export const address = (network: NetworkUuid, ip: string): string => `address:${network}/${ip}`;
export const image = (server: ServerUuid, uuid: ImageUuid): string => `image:${server}/${uuid}`;
/** A symbolic link in a global zone. */
export const link = (server: ServerUuid, path: string): string => `link:${server}${path}`;
export const nic = (mac: string): string => `nic:${mac}`;
/** Whether customers may change anything: one of each datacenter. */
export const maintenance = (datacenter: string): string => `maintenance:${datacenter}`;
/** binder's ZooKeeper servers. */
export const ensemble = 'cluster:binder';
/** What the members of a cluster have in common. */
export const cluster = (name: string): string => `cluster:${name}`;
export const dns = (name: string): string => `dns:${name}`;
export const service = (name: string): string => `service:${name}`;
export const oldZone = ({ old }: Leaving): string => `zone:${old.uuid}`;
/** The new zone goes by its key: which candidate it becomes shows when the plan is applied. */
export const newZone = (move: Move): string => `zone:${move.key}`;
export const zone = ({ uuid }: { readonly uuid: ZoneUuid }): string => `zone:${uuid}`;
export const oldInstance = ({ old }: Leaving): string => `instance:${old.uuid satisfies ZoneUuid}`;
export const newInstance = (move: Move): string => `instance:${move.key}`;
export const dataset = ({ server, dataset: name }: DatasetPlace): string => `dataset:${server}/${name}`;
export const newDataset = (move: Move): string => `dataset:${move.to.uuid}/${move.key}/data`;
