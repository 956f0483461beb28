/** VMAPI's list of VMs and what it can be asked for (sdc-vmapi lib/endpoints/vms, lib/common/vm-common). */
import { failure, isUuid, ok, type Call, type Reply } from './route.ts';
import { asRow, object, text } from '../rows.ts';
import type { Row, World } from '../world.ts';

const FILTERS = [
  'alias',
  'billing_id',
  'brand',
  'create_timestamp',
  'docker',
  'image_uuid',
  'owner_uuid',
  'package_name',
  'package_version',
  'ram',
  'server_uuid',
  'state',
  'uuid',
  'uuids',
  'fields',
  'sort',
  'limit',
  'marker',
  'offset',
  'predicate',
  'query',
];
const STATES = ['active', 'destroyed', 'running', 'stopped'];

/** `GET /vms`: every state unless asked otherwise, by UUID downwards, a thousand at a time. */
export function listVms({ world, query }: Call): Reply {
  const errors = errorsIn(query);
  if (errors.length > 0) return failure(409, 'ValidationFailed', 'Invalid Parameters', errors);
  const found = find(world, query);
  const after = afterMarker(found, query['marker']);
  const offset = Number(query['offset'] ?? 0);
  const rows = after.slice(offset, offset + Number(query['limit'] ?? 1000));
  const headers = { 'x-joyent-resource-count': String(found.length) };
  return ok(
    rows.map((row) => fieldsOf(row, query['fields'])),
    headers,
  );
}

/** `HEAD /vms` */
export function countVms({ world, query }: Call): Reply {
  const headers = { 'x-joyent-resource-count': String(find(world, query).length) };
  return { status: 200, body: '', headers };
}

function errorsIn(query: Readonly<Record<string, string>>): readonly Row[] {
  const errors: Row[] = [];
  const invalid = (field: string, message: string): void => {
    errors.push({ field, code: 'Invalid', message });
  };
  for (const key of Object.keys(query)) {
    if (!FILTERS.includes(key) && !/^(tag|internal_metadata)\./.test(key)) invalid(key, 'Invalid parameter');
  }
  const limit = Number(query['limit'] ?? 1000);
  if (!(limit >= 1 && limit <= 1000)) invalid('limit', 'Not a valid number: number must be >= 1 and <= 1000');
  for (const key of ['uuid', 'owner_uuid', 'server_uuid', 'image_uuid']) {
    if (query[key] !== undefined && !isUuid(query[key])) invalid(key, 'Invalid UUID');
  }
  const state = query['state'];
  if (state !== undefined && !STATES.includes(state))
    invalid('state', `Must be one of: ${STATES.join(', ')}`);
  return errors;
}

function find(world: World, query: Readonly<Record<string, string>>): readonly Row[] {
  const tests = testsOf(query);
  const wanted = query['uuid'] ?? query['uuids'];
  const candidates: readonly (Row | undefined)[] =
    wanted === undefined ? [...world.vms.values()] : wanted.split(',').map((uuid) => world.vms.get(uuid));
  return candidates
    .filter((vm) => vm !== undefined)
    .filter((vm) => tests.every((test) => test(vm)))
    .toSorted((a, b) => (String(a['uuid']) < String(b['uuid']) ? 1 : -1));
}

type Test = (vm: Row) => boolean;

function testsOf(query: Readonly<Record<string, string>>): readonly Test[] {
  return Object.entries(query).flatMap(([key, value]): readonly Test[] => {
    if (key === 'state') return [(vm) => isInState(vm, value)];
    if (key === 'alias') return [(vm) => (text(vm, 'alias') ?? '').startsWith(value)];
    if (key.startsWith('tag.')) return [(vm) => String(object(vm, 'tags')[key.slice(4)]) === value];
    if (key === 'predicate') return [predicate(JSON.parse(value))];
    if (key === 'query') return [ldapQuery(value)];
    const equal = [
      'billing_id',
      'brand',
      'image_uuid',
      'owner_uuid',
      'package_name',
      'package_version',
      'ram',
      'server_uuid',
    ];
    return equal.includes(key) ? [(vm) => String(vm[key]) === value] : [];
  });
}

function isInState(vm: Row, state: string): boolean {
  return state === 'active' ? vm['state'] !== 'destroyed' && vm['state'] !== 'failed' : vm['state'] === state;
}

function predicate(given: unknown): Test {
  const [operator, operands] = Object.entries(asRow(given))[0] ?? ['', []];
  const all = Array.isArray(operands) ? (operands as readonly unknown[]) : [];
  if (operator === 'and') return (vm) => all.map(predicate).every((test) => test(vm));
  if (operator === 'or') return (vm) => all.map(predicate).some((test) => test(vm));
  const [field, value] = [String(all[0]), all[1]];
  const found = (vm: Row): unknown =>
    field.startsWith('tag.') ? object(vm, 'tags')[field.slice(4)] : vm[field];
  if (operator === 'ne') return (vm) => found(vm) !== value;
  if (operator === 'le') return (vm) => Number(found(vm)) <= Number(value);
  if (operator === 'ge') return (vm) => Number(found(vm)) >= Number(value);
  return (vm) => found(vm) === value;
}

/** One comparison of an LDAP filter, `(field=value)`. */
function ldapQuery(filter: string): Test {
  const match = /^\(?([a-z_]+)=([^()]*)\)?$/.exec(filter);
  const [field = '', value = ''] = match?.slice(1) ?? [];
  return (vm) => String(vm[field]) === value;
}

function afterMarker(rows: readonly Row[], marker: string | undefined): readonly Row[] {
  if (marker === undefined) return rows;
  const uuid = text(asRow(JSON.parse(marker)), 'uuid') ?? '';
  return rows.filter((row) => String(row['uuid']) < uuid);
}

/** Fields asked for alone. */
export function fieldsOf(row: Row, fields: string | undefined): Row {
  if (fields === undefined) return row;
  return Object.fromEntries(
    fields.split(',').flatMap((key) => (row[key] === undefined ? [] : [[key, row[key]] as const])),
  );
}
