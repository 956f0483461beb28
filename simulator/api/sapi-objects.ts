/**
 * SAPI's applications, services and instances as objects: read, merged, changed (sdc-sapi
 * lib/server/model). Without `Accept-Version: ~2` SAPI answers as version 1: without `type`, and
 * without agents in its lists.
 */
import { failure, NO_CONTENT, ok, type Call, type Handler, type Reply } from './route.ts';
import { object, text, without, written } from '../rows.ts';
import { uuid as randomUuid } from '../random.ts';
import type { Row, World } from '../world.ts';

/** Kinds of objects, by their place in the path. */
export type Kind = 'applications' | 'services' | 'instances' | 'manifests';

const SINGULAR: Readonly<Record<Kind, string>> = {
  applications: 'application',
  services: 'service',
  instances: 'instance',
  manifests: 'manifest',
};

/** The version a request asks for, or null: one that SAPI has not. */
export function versionOf(headers: Readonly<Record<string, string>>): 1 | 2 | null {
  const asked = (headers['accept-version'] ?? '~1').replace('~', '');
  if (asked === '*' || asked.startsWith('2')) return 2;
  return asked.startsWith('1') ? 1 : null;
}

/** An object as the asked version shows it. */
export function shown(call: Call, row: Row): Row {
  return versionOf(call.headers) === 2 ? row : without(row, 'type');
}

export function noSuch(kind: Kind, uuid: string): Reply {
  return failure(404, 'ResourceNotFound', `no such ${SINGULAR[kind]}: ${uuid}`);
}

export function isAgent(row: Row): boolean {
  return (text(row, 'type') ?? 'vm') === 'agent';
}

/** `GET /:kind` */
export function listOf(kind: Kind): Handler {
  return (call) => {
    const { world, query } = call;
    const rows = [...world[kind].values()].filter((row) => fits(kind, row, query));
    const typed = kind === 'services' || (kind === 'instances' && query['service_uuid'] === undefined);
    // Version 1 knows no agents; a service's own instances it lists whatever they are.
    const visible =
      typed && versionOf(call.headers) === 1 && query['type'] === undefined
        ? rows.filter((row) => !isAgent(row))
        : rows;
    return ok(visible.map((row) => shown(call, row)));
  };
}

function fits(kind: Kind, row: Row, query: Readonly<Record<string, string>>): boolean {
  const filters: Readonly<Record<Kind, readonly string[]>> = {
    applications: ['name', 'owner_uuid'],
    services: ['name', 'application_uuid', 'type'],
    instances: query['service_uuid'] === undefined ? ['type'] : ['service_uuid'],
    manifests: [],
  };
  return filters[kind].every(
    (key) => query[key] === undefined || (row[key] ?? (key === 'type' ? 'vm' : undefined)) === query[key],
  );
}

/** `GET /:kind/:uuid` */
export function getOf(kind: Kind): Handler {
  return (call) => {
    const uuid = text(call.params, 'uuid') ?? '';
    const row = call.world[kind].get(uuid);
    return row === undefined ? noSuch(kind, uuid) : ok(shown(call, row));
  };
}

/** `PUT /:kind/:uuid`: one action for each field in the body. Of an unknown object it is a 500. */
export function putOf(kind: Kind): Handler {
  return (call) => {
    const { world, params } = call;
    const uuid = text(params, 'uuid') ?? '';
    const action = (text(params, 'action') ?? 'update').toLowerCase();
    if (!['update', 'replace', 'delete'].includes(action)) return failure(409, 'InvalidArgument', '');
    const old = world[kind].get(uuid);
    if (old === undefined) {
      const message = `updateObject failed: no record for bucket sapi_${kind} object ${uuid}`;
      return { status: 500, body: { message } };
    }
    const changes = ['params', 'metadata', 'manifests', 'metadata_schema']
      .filter((field) => call.body[field] !== undefined)
      .map((field) => [field, applied(action, object(old, field), object(call.body, field))] as const);
    const owner =
      kind === 'applications' && params['owner_uuid'] !== undefined
        ? { owner_uuid: params['owner_uuid'] }
        : {};
    const row = { ...old, ...Object.fromEntries(changes), ...owner };
    world[kind].set(uuid, row);
    return ok(shown(call, row));
  };
}

function applied(action: string, old: Row, given: Row): Row {
  if (action === 'replace') return given;
  return action === 'delete' ? without(old, ...Object.keys(given)) : { ...old, ...given };
}

/** `POST /applications`, `/services`, `/manifests`. A known UUID is overwritten. */
export function postOf(kind: Exclude<Kind, 'instances'>): Handler {
  const required = {
    applications: ['name', 'owner_uuid'],
    services: ['name', 'application_uuid'],
    manifests: ['name', 'path', 'template'],
  }[kind];
  return (call) => {
    const { world, body } = call;
    const refusal = missingKeys(required, body) ?? danglingReference(world, kind, body);
    if (refusal !== null) return refusal;
    const row = made(world, kind, body);
    world[kind].set(String(row['uuid']), row);
    return ok(shown(call, row));
  };
}

/** 409 where a required key is missing, else null. */
export function missingKeys(required: readonly string[], body: Row): Reply | null {
  const missing = required.filter((key) => body[key] === undefined);
  if (missing.length === 0) return null;
  return failure(409, 'MissingParameter', `missing required keys: ${missing.join(', ')}`);
}

function danglingReference(world: World, kind: Kind, body: Row): Reply | null {
  const application = text(body, 'application_uuid') ?? '';
  if (kind === 'services' && !world.applications.has(application)) return noSuch('applications', application);
  const manifest = Object.values(object(body, 'manifests')).find(
    (uuid) => !world.manifests.has(String(uuid)),
  );
  if (manifest === undefined) return null;
  return { status: 500, body: { message: `first of 1 error: no such manifest: ${written(manifest)}` } };
}

const FIELDS = [
  'name',
  'owner_uuid',
  'application_uuid',
  'params',
  'metadata',
  'metadata_schema',
  'manifests',
  'master',
  'path',
  'template',
  'post_cmd',
  'post_cmd_linux',
  'version',
];

function made(world: World, kind: Kind, body: Row): Row {
  const given = FIELDS.filter((key) => body[key] !== undefined).map((key) => [key, body[key]] as const);
  return {
    uuid: text(body, 'uuid') ?? randomUuid(world.random),
    ...Object.fromEntries(given),
    ...(kind === 'services' ? { type: text(body, 'type') ?? 'vm' } : {}),
    ...(kind === 'manifests' && body['version'] === undefined ? { version: '1.0.0' } : {}),
  };
}

/** `DELETE /:kind/:uuid` of anything but an instance; an unknown one is a 404 without a body. */
export function deleteOf(kind: Exclude<Kind, 'instances'>): Handler {
  return ({ world, params }) =>
    world[kind].delete(text(params, 'uuid') ?? '') ? NO_CONTENT : { status: 404, body: '' };
}
