/**
 * The snapshot's types, as values that are never changed. Only the fields hnadm reads are typed;
 * objects copied from an API carry every other field they came with.
 */
import type * as generated from './generated/snapshot.ts';
import type { DeepReadonly } from './readonly.ts';

/** A recorded datacenter: see snapshot.schema.json for each field. */
export type Snapshot = DeepReadonly<generated.Snapshot>;
export type SapiApplication = DeepReadonly<generated.SapiApplication>;
export type SapiService = DeepReadonly<generated.SapiService>;
export type SapiInstance = DeepReadonly<generated.SapiInstance>;
export type CnapiServer = DeepReadonly<generated.CnapiServer>;
export type NapiNetwork = DeepReadonly<generated.NapiNetwork>;
export type NapiIp = DeepReadonly<generated.NapiIp>;
export type NapiNic = DeepReadonly<generated.NapiNic>;
export type VmapiVm = DeepReadonly<generated.VmapiVm>;
export type VmapiNic = DeepReadonly<generated.VmapiNic>;
export type ImgapiImage = DeepReadonly<generated.ImgapiImage>;
