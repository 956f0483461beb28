/**
 * SAPI: services and instances (sdc-sapi lib/server/endpoints). An instance's UUID is its zone's. A
 * create writes the record first and provisions then; a delete destroys the zone first and removes
 * the record then, so that a record that is there says that something is left.
 */
import type { ImageUuid, ServiceUuid, ZoneUuid } from '../schemas/ids.ts';
import { call } from './call.ts';
import type { Caller } from './caller.ts';
import { bodyList, bodyObject } from './read-body.ts';

export interface SapiInstanceRecord {
  readonly uuid: ZoneUuid;
  readonly service_uuid: ServiceUuid;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

export interface SapiServiceRecord {
  readonly uuid: ServiceUuid;
  readonly name: string;
  readonly params?: Readonly<Record<string, unknown>> & { readonly image_uuid?: ImageUuid };
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** What has metadata of its own, besides instances. */
export type MetadataHolder = 'applications' | 'services';
/** What has metadata and params. */
export type FieldHolder = MetadataHolder | 'instances';
/** What an object of SAPI is made of, key by key. */
export type Field = 'metadata' | 'params';

export interface NewInstance {
  readonly uuid: ZoneUuid;
  readonly service_uuid: ServiceUuid;
  readonly params: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

const sapi = { service: 'sapi' } as const;

/** The instance, or null where SAPI has none of that UUID. */
export async function getInstance(caller: Caller, uuid: ZoneUuid): Promise<SapiInstanceRecord | null> {
  const { status, body } = await call(caller, sapi, {
    method: 'GET',
    path: `/instances/${uuid}`,
    accept: [404],
  });
  return status === 404 ? null : (bodyObject('sapi instance', body) as SapiInstanceRecord);
}

/** All instances of a service. */
export async function listInstances(
  caller: Caller,
  service: ServiceUuid,
): Promise<readonly SapiInstanceRecord[]> {
  const { body } = await call(caller, sapi, { method: 'GET', path: `/instances?service_uuid=${service}` });
  return bodyList('sapi instances', body) as readonly SapiInstanceRecord[];
}

/** The service, or null. */
export async function getService(caller: Caller, uuid: ServiceUuid): Promise<SapiServiceRecord | null> {
  const { status, body } = await call(caller, sapi, {
    method: 'GET',
    path: `/services/${uuid}`,
    accept: [404],
  });
  return status === 404 ? null : (bodyObject('sapi service', body) as SapiServiceRecord);
}

/** What one instance of SAPI has, asked by its own address. */
export interface SapiHoldings {
  /** `full` once headnode set-up has ended, `proto` before. */
  readonly mode: string;
  /** UUIDs of its services, and of its instances of type vm. */
  readonly services: ReadonlySet<string>;
  readonly instances: ReadonlySet<string>;
}

/** Mode and lists of the SAPI at an admin address. */
export async function getHoldings(caller: Caller, ip: string): Promise<SapiHoldings> {
  const get = async (path: string): Promise<unknown> =>
    (await call(caller, { ...sapi, instance: ip }, { method: 'GET', path })).body;
  const uuids = async (kind: string, path: string): Promise<ReadonlySet<string>> => {
    const list = bodyList(`sapi ${kind}`, await get(path)) as readonly { readonly uuid: string }[];
    return new Set(list.map(({ uuid }) => uuid));
  };
  return {
    mode: String(await get('/mode')),
    services: await uuids('services', '/services'),
    // Agents are as many as servers times a dozen, and go through no other code.
    instances: await uuids('instances', '/instances?type=vm'),
  };
}

/**
 * Creates an instance without waiting for its zone, or adopts a zone that VMAPI knows already: then
 * no job comes back, and the body replaces the record. Never to be sent again for a UUID before a
 * look at SAPI, VMAPI and the jobs: two of them pass every check while VMAPI has no row yet, and the
 * loser removes the record of the running zone (sdc-sapi lib/server/model.js, createInstance).
 * @returns the provision job's UUID, or null where none was started.
 */
export async function createInstance(caller: Caller, instance: NewInstance): Promise<string | null> {
  const body = { ...instance, async: true };
  const response = await call(caller, sapi, { method: 'POST', path: '/instances', body });
  const { job_uuid: job } = bodyObject('sapi instance', response.body) as { readonly job_uuid?: string };
  return job ?? null;
}

/** Destroys the zone and then removes the record; absent: nothing to do. Answers when the job ended. */
export async function deleteInstance(caller: Caller, uuid: ZoneUuid): Promise<void> {
  await call(caller, sapi, { method: 'DELETE', path: `/instances/${uuid}`, accept: [404] });
}

/** Removes keys from an instance's params; the zone itself is not changed by that. */
export async function deleteInstanceParams(
  caller: Caller,
  uuid: ZoneUuid,
  keys: readonly string[],
): Promise<void> {
  const params = Object.fromEntries(keys.map((key) => [key, true]));
  const body = { action: 'delete', params };
  await call(caller, sapi, { method: 'PUT', path: `/instances/${uuid}`, body });
}

/** Metadata of an application or service; secrets are among them. */
export async function getMetadata(
  caller: Caller,
  kind: MetadataHolder,
  uuid: string,
): Promise<Readonly<Record<string, unknown>>> {
  return getField(caller, kind, uuid, 'metadata');
}

/** Metadata or params of an object; secrets are among them. @throws {CallFailed} permanent where there is no such object. */
export async function getField(
  caller: Caller,
  kind: FieldHolder,
  uuid: string,
  field: Field,
): Promise<Readonly<Record<string, unknown>>> {
  const { body } = await call(caller, sapi, { method: 'GET', path: `/${kind}/${uuid}` });
  return (bodyObject(`sapi ${kind}`, body) as Pick<SapiServiceRecord, Field>)[field] ?? {};
}

/** Sets keys of the metadata and leaves the others alone; zones read them when their config-agent does. */
export async function setMetadata(
  caller: Caller,
  kind: MetadataHolder,
  uuid: string,
  metadata: Readonly<Record<string, unknown>>,
): Promise<void> {
  await setField(caller, kind, uuid, 'metadata', metadata);
}

/** Sets keys of metadata or params and leaves the others alone: SAPI merges by key, what is inside a value it replaces. */
export async function setField(
  caller: Caller,
  kind: FieldHolder,
  uuid: string,
  field: Field,
  values: Readonly<Record<string, unknown>>,
): Promise<void> {
  const body = { action: 'update', [field]: values };
  await call(caller, sapi, { method: 'PUT', path: `/${kind}/${uuid}`, body });
}

/** Removes keys from the metadata. */
export async function deleteMetadata(
  caller: Caller,
  kind: MetadataHolder,
  uuid: string,
  keys: readonly string[],
): Promise<void> {
  const metadata = Object.fromEntries(keys.map((key) => [key, true]));
  await call(caller, sapi, { method: 'PUT', path: `/${kind}/${uuid}`, body: { action: 'delete', metadata } });
}
