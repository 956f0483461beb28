/**
 * What VMAPI does when a VM is created or deleted, asked directly or by SAPI (sdc-vmapi lib/endpoints
 * and lib/workflows). Validation burns nothing; after it the UUID is spent, whatever comes of it.
 */
import { draw } from '../durations.ts';
import { metCreate } from '../faults/calls.ts';
import { NapiError } from './napi-error.ts';
import { networkOf } from './napi-ips.ts';
import { createNic, removeNic } from './napi-nics.ts';
import { startJob } from './jobs.ts';
import { emptyRow, provisioningRow } from './vm-rows.ts';
import { failure, type Reply } from './route.ts';
import { isoNow, reply, schedule } from '../schedule.ts';
import { isServing } from '../serving.ts';
import { NEEDED_TO_CREATE } from '../behaviour.ts';
import { asRow, list, text } from '../rows.ts';
import { nicsOwnedBy } from '../zone-nics.ts';
import type { Creation, Job, Row, World } from '../world.ts';

/** Answers a client now that its turn has come. */
export function answerLater(world: World, client: number, { status, body, headers }: Reply): void {
  reply(world, client, 0, { answer: { status, body, headers: headers ?? {} } });
}

/**
 * Takes a create in hand; creates serialise on the datacenter's one allocation ticket.
 * @returns the refusal, or null: answered later.
 */
export function create(world: World, creation: Creation): Reply | null {
  const refusal = refusalOf(world, creation.payload, creation.uuid);
  if (refusal !== null) return refusal;
  const from = Math.max(world.now, world.ticketFreeAt);
  world.ticketFreeAt = from + draw(world.random, 'createTicket');
  schedule(world, world.ticketFreeAt - world.now, { kind: 'provision', creation });
  return null;
}

function refusalOf(world: World, payload: Row, uuid: string): Reply | null {
  const absent = NEEDED_TO_CREATE.find((service) => !isServing(world, service));
  if (absent !== undefined) return failure(503, 'ServiceUnavailableError', `${absent} is not available`);
  const errors = [...missingParameters(payload), ...invalidParameters(world, payload, uuid)];
  if (errors.length > 0) return failure(409, 'ValidationFailed', 'Invalid VM parameters', errors);
  for (const entry of list(payload, 'networks')) {
    const wanted = networkName(asRow(entry));
    if (networkFor(world, asRow(entry)) === undefined) {
      return failure(422, 'UnprocessableEntityError', `No such Network or Pool with id/name: "${wanted}"`);
    }
  }
  return null;
}

function missingParameters(payload: Row): readonly Row[] {
  const sized = ['ram', 'max_physical_memory', 'billing_id'].some((key) => payload[key] !== undefined);
  const missing = ['brand', 'networks', 'owner_uuid', ...(sized ? [] : ['ram']), 'image_uuid'];
  return missing
    .filter((key) => payload[key] === undefined || payload[key] === null)
    .map((field) => ({ field, code: 'MissingParameter' }));
}

function invalidParameters(world: World, payload: Row, uuid: string): readonly Row[] {
  const errors: Row[] = [];
  const invalid = (field: string, message: string, code = 'Invalid'): void => {
    errors.push({ field, code, message });
  };
  const [image, server, alias] = [
    text(payload, 'image_uuid'),
    text(payload, 'server_uuid'),
    text(payload, 'alias'),
  ];
  if (world.vms.has(uuid)) invalid('uuid', 'Already exists', 'Duplicate');
  if (image !== undefined && !isImageUsable(world, image)) invalid('image_uuid', `image ${image} not found`);
  if (server !== undefined && !world.servers.has(server))
    invalid('server_uuid', `Server ${server} not found`);
  if (alias !== undefined && aliasIsTaken(world, alias, text(payload, 'owner_uuid'))) {
    invalid('alias', 'Already exists for this owner_uuid', 'Duplicate');
  }
  const lacking = lackingTags(world, payload);
  if (lacking.length > 0) invalid('server_uuid', `Server does not provide nic tags: ${lacking.join(', ')}`);
  const networks = payload['networks'];
  if (Array.isArray(networks) && networks.length === 0) {
    invalid('networks', "Cannot set property 'primary' of undefined");
  }
  return errors;
}

/** NIC tags of the networks asked for that the server's NICs don't provide; unknown NICs are no proof. */
function lackingTags(world: World, payload: Row): readonly string[] {
  const nics = nicsOwnedBy(world, text(payload, 'server_uuid') ?? '');
  const provided = new Set(nics.flatMap((nic) => list(nic, 'nic_tags_provided')));
  if (provided.size === 0) return [];
  const wanted = list(payload, 'networks').map((entry) => text(networkFor(world, asRow(entry)), 'nic_tag'));
  return wanted.filter((tag) => tag !== undefined && !provided.has(tag)).map(String);
}

/** A snapshot without IMGAPI can't say that an image is missing: then each is there. */
function isImageUsable(world: World, image: string): boolean {
  if (!world.origin.parts.imgapi) return true;
  const manifest = world.images.get(image);
  return (
    manifest !== undefined &&
    (text(manifest, 'state') ?? 'active') === 'active' &&
    manifest['disabled'] !== true
  );
}

function aliasIsTaken(world: World, alias: string, owner: string | undefined): boolean {
  for (const vm of world.vms.values()) {
    if (vm['alias'] !== alias || vm['owner_uuid'] !== owner) continue;
    if (vm['state'] !== 'destroyed' && vm['state'] !== 'failed') return true;
  }
  return false;
}

function networkName(entry: Row): string {
  return text(entry, 'uuid') ?? text(entry, 'ipv4_uuid') ?? text(entry, 'name') ?? '';
}

function networkFor(world: World, entry: Row): Row | undefined {
  const wanted = networkName(entry);
  return world.networks.get(wanted) ?? [...world.networks.values()].find(({ name }) => name === wanted);
}

/** The turn of a create: its row, its NICs, its job. */
export function provision(world: World, creation: Creation): void {
  const { uuid, payload } = creation;
  world.vms.set(uuid, provisioningRow(world, uuid, payload));
  const met = metCreate(world, uuid);
  if (met !== null) {
    nicsRefused(world, creation, met);
    return;
  }
  try {
    const nics = provisionNics(world, uuid, payload);
    world.vms.set(uuid, { ...world.vms.get(uuid), nics });
  } catch (error) {
    if (!(error instanceof NapiError)) throw error;
    nicsRefused(world, creation, error.reply);
    return;
  }
  const server = text(payload, 'server_uuid') ?? firstComputeNode(world);
  const job = startJob(world, { vm: uuid, server, work: { task: 'provision', payload }, params: payload });
  const answered = { kind: 'provision-answered', creation, job: job.uuid } as const;
  schedule(world, draw(world.random, 'createNics'), answered);
}

/** VMAPI's 202, or what SAPI makes of it. */
export function provisionAnswered(
  world: World,
  { client, throughSapi, async, uuid }: Creation,
  job: string,
): void {
  if (!throughSapi) {
    answerLater(world, client, { status: 202, body: { vm_uuid: uuid, job_uuid: job } });
    return;
  }
  if (async) {
    const instance = world.instances.get(uuid) ?? { uuid };
    answerLater(world, client, { status: 200, body: { ...instance, job_uuid: job } });
    return;
  }
  schedule(world, 5_000, { kind: 'poll', poll: { client, job, purpose: 'create', instance: uuid } });
}

/** Without a server the allocator picks one, and never a headnode. */
function firstComputeNode(world: World): string {
  const servers = [...world.servers.values()];
  const chosen = servers.find((server) => server['headnode'] !== true) ?? servers[0];
  return String(chosen?.['uuid']);
}

function nicsRefused(world: World, { client, throughSapi, uuid, payload }: Creation, refusal: Reply): void {
  for (const nic of nicsOwnedBy(world, uuid)) removeNic(world, nic);
  const { server_uuid } = payload;
  world.vms.set(uuid, {
    ...emptyRow(uuid),
    ...(server_uuid === undefined ? {} : { server_uuid }),
    state: 'destroyed',
    zone_state: 'destroyed',
    destroyed: isoNow(world),
  });
  if (throughSapi) world.instances.delete(uuid);
  answerLater(world, client, refusal);
}

/** One NIC for each network: one that is there already for this zone is taken as it is. */
function provisionNics(world: World, uuid: string, payload: Row): readonly Row[] {
  const wanted = list(payload, 'networks').map(asRow);
  const hasPrimary = wanted.some(({ primary }) => primary === true);
  return wanted.map((entry, index) => {
    const network = networkFor(world, entry) ?? networkOf(world, networkName(entry));
    const there = nicsOwnedBy(world, uuid).find(
      (nic) => nic['network_uuid'] === network['uuid'] && nic['owner_uuid'] === payload['owner_uuid'],
    );
    if (there !== undefined) return there;
    const ip = text(entry, 'ip') ?? list(entry, 'ipv4_ips')[0];
    return createNic(world, {
      belongs_to_type: 'zone',
      belongs_to_uuid: uuid,
      owner_uuid: payload['owner_uuid'],
      network_uuid: network['uuid'],
      primary: hasPrimary ? entry['primary'] === true : index === 0,
      cn_uuid: payload['server_uuid'],
      ...(ip === undefined ? {} : { ip }),
    });
  });
}

/** Starts the destroy job of a VM, in whatever state its row is; a refusal where there is no row. */
export function deleteVm(world: World, uuid: string): Job | Reply {
  const vm = world.vms.get(uuid);
  if (vm === undefined) return failure(404, 'ResourceNotFound', 'VM not found');
  const server = text(vm, 'server_uuid');
  if (server === undefined) {
    return failure(409, 'ConflictError', 'Unable to delete a VM that has no server_uuid');
  }
  return startJob(world, { vm: uuid, server, work: { task: 'destroy' }, params: {} });
}
