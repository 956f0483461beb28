/**
 * Identifiers with types of their own, so that a zone's UUID is never passed where a server's is
 * meant. They are plain strings at run time; validation of a document is what makes them.
 */
declare const brand: unique symbol;

/** A string that identifies one kind of thing. */
export type Id<Kind extends string> = string & { readonly [brand]: Kind };

/** UUID of a CNAPI server. */
export type ServerUuid = Id<'server'>;
/** UUID of a zone: of the VM and of the SAPI instance alike. */
export type ZoneUuid = Id<'zone'>;
/** UUID of a SAPI service. */
export type ServiceUuid = Id<'service'>;
/** UUID of a NAPI network. */
export type NetworkUuid = Id<'network'>;
/** UUID of an image. */
export type ImageUuid = Id<'image'>;
/** UUID that owns a zone, NIC or address. */
export type OwnerUuid = Id<'owner'>;
/** Key of a member of a plan's `instances`: the new zone's alias. */
export type InstanceKey = Id<'instance'>;
/** Id of a step or bracket, reading like a path: `imgapi/cutover/last-increment`. */
export type StepId = Id<'step'>;
/** Id of a run: the beginning of its plan's digest. */
export type RunId = Id<'run'>;
/** Id of a unit: the steps of one service's move. */
export type UnitId = Id<'unit'>;
