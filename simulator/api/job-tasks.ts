/**
 * What jobs do on a server, through cn-agent, and to NAPI and VMAPI around it (sdc-vmapi
 * lib/workflows). What a failed one leaves behind is as real as what a good one makes.
 */
import { draw } from '../durations.ts';
import { isFull, NO_SPACE } from '../faults/full-pool.ts';
import { failsOnServer } from '../faults/jobs.ts';
import { checkPeerTaken } from '../invariants/manatee-peers.ts';
import { isServing } from '../serving.ts';
import { list, numeric, asRow, text } from '../rows.ts';
import { guid } from '../random.ts';
import { gone, refresh, reportLater } from '../vm-report.ts';
import { boot, destroyZone, halt } from '../zones.ts';
import { nicsOwnedBy, zoneNic } from '../zone-nics.ts';
import { emptyDataset } from '../zfs/dataset.ts';
import { removeNic } from './napi-nics.ts';
import type { Job, Row, World, Zone } from '../world.ts';

/** Why a job failed: the step and its error, which is text or an object. */
export interface JobFailure {
  readonly step: string;
  readonly error: unknown;
}

const NOT_RUNNING = {
  name: 'ServerNotRunningError',
  message: 'Operation attempted on server which is not running',
};

/** Why a task is refused before anything is sent to the server, or null. */
export function refusalOfTask(world: World, job: Job): JobFailure | null {
  const server = world.servers.get(job.server);
  if (server === undefined) {
    const message = `Server ${job.server} not found`;
    return { step: 'cnapi.acquire_vm_ticket', error: { name: 'ResourceNotFoundError', message } };
  }
  if (text(server, 'status') === 'unknown') return { step: `cnapi.${job.work.task}_vm`, error: NOT_RUNNING };
  return refusalByState(world, job);
}

function refusalByState(world: World, { work, vm }: Job): JobFailure | null {
  if (work.task !== 'start' && work.task !== 'stop' && work.task !== 'reboot') return null;
  const state = text(world.vms.get(vm), 'state') ?? 'unknown';
  const needed = work.task === 'start' ? 'stopped' : 'running';
  if (work.idempotent || state === needed) return null;
  return { step: 'common.ensure_vm_state', error: `Cannot ${work.task} a VM from a '${state}' state` };
}

/** Milliseconds that a task takes, drawn. */
export function taskDuration(world: World, job: Job): number {
  switch (job.work.task) {
    case 'provision': {
      const missing = missingImages(world, job);
      const images = missing.reduce((sum) => sum + draw(world.random, 'imageImport'), 0);
      return images + draw(world.random, 'jobProvision');
    }
    case 'destroy':
      return draw(world.random, 'jobDestroy');
    case 'start':
    case 'stop':
    case 'reboot':
      return draw(world.random, 'jobStartStop');
    case 'add-nics':
    case 'remove-nics':
      return draw(world.random, 'jobNics');
    case 'others':
      return job.work.lasts;
  }
}

function missingImages(world: World, { server, work }: Job): readonly string[] {
  const missing: string[] = [];
  let image = work.task === 'provision' ? text(work.payload, 'image_uuid') : undefined;
  while (image !== undefined && world.installed.get(server)?.has(image) !== true) {
    missing.push(image);
    image = text(world.images.get(image), 'origin');
  }
  return missing;
}

/** The end of a task: its effects, or why it failed. */
export function endTask(world: World, job: Job): JobFailure | null {
  const refused = refusalOfTask(world, job);
  if (refused !== null) {
    if (job.work.task === 'provision') provisionRefused(world, job.vm);
    return refused;
  }
  switch (job.work.task) {
    case 'provision':
      return provisioned(world, job, job.work.payload);
    case 'destroy':
      return destroyed(world, job);
    case 'start':
    case 'stop':
    case 'reboot':
      return startedOrStopped(world, job, job.work.task);
    case 'add-nics':
      return nicsAdded(world, job, job.work.macs);
    case 'remove-nics':
      return nicsRemoved(world, job, job.work.macs);
    case 'others':
      return null;
  }
}

function provisionRefused(world: World, vm: string): void {
  for (const nic of nicsOwnedBy(world, vm)) removeNic(world, nic);
  const row = world.vms.get(vm);
  if (row !== undefined) world.vms.set(vm, { ...row, state: 'failed', zone_state: 'failed', nics: [] });
}

function provisioned(world: World, job: Job, payload: Row): JobFailure | null {
  if (world.zones.has(job.vm)) {
    return { step: 'cnapi.wait_task', error: `vmadm create failed: VM ${job.vm} already exists` };
  }
  const missing = missingImages(world, job);
  if (missing.length > 0 && !isServing(world, 'imgapi')) {
    const error = { name: 'Error', message: `image ${String(missing[0])} could not be imported` };
    return failedThere(world, job, error, 'cnapi.wait_task_ensure_image');
  }
  if (isFull(world, job.server)) return failedThere(world, job, `vmadm create failed: ${NO_SPACE}`);
  if (failsOnServer(world, job)) return failedThere(world, job, 'vmadm create failed: timed out');
  for (const image of missing) world.installed.get(job.server)?.add(image);
  const zone = zoneFor(world, job, payload);
  world.zones.set(zone.uuid, zone);
  if (payload['delegate_dataset'] === true) {
    const name = `zones/${zone.uuid}/data`;
    world.datasets.get(zone.server)?.set(name, emptyDataset(name, guid(world.random), world.now));
  }
  if (zone.autoboot) boot(world, zone);
  refresh(world, zone.uuid);
  return null;
}

/** The server has accepted the task and failed in it: NIC and address stay behind, and the row. */
function failedThere(world: World, job: Job, error: unknown, step = 'cnapi.wait_task'): JobFailure {
  const row = world.vms.get(job.vm);
  if (row !== undefined) world.vms.set(job.vm, gone(world, row));
  return { step, error };
}

function zoneFor(world: World, job: Job, payload: Row): Zone {
  const instance = world.instances.get(job.vm);
  const service = world.services.get(text(instance, 'service_uuid') ?? '');
  const quota = numeric(payload, 'quota');
  return {
    uuid: job.vm,
    server: job.server,
    service: text(service, 'name') ?? text(asRow(payload['tags']), 'smartdc_role') ?? null,
    alias: text(payload, 'alias') ?? null,
    image: text(payload, 'image_uuid') ?? null,
    quotaBytes: quota === undefined ? null : quota * 2 ** 30,
    nics: list(world.vms.get(job.vm), 'nics').map((nic) => zoneNic(asRow(nic))),
    running: false,
    serving: false,
    autoboot: payload['autoboot'] !== false && payload['autoboot'] !== 'false',
    setUp: false,
    registrar: true,
    disabled: [],
    boot: 0,
  };
}

/** The NICs that the row names are deleted, whoever owns them by now. */
function destroyed(world: World, job: Job): JobFailure | null {
  const zone = world.zones.get(job.vm);
  const busy = zone === undefined ? null : destroyZone(world, zone, job.createdAt);
  if (busy !== null) return { step: 'cnapi.wait_task', error: `vmadm delete failed: ${busy}` };
  for (const { mac } of list(world.vms.get(job.vm), 'nics').map(asRow)) {
    const nic = world.nics.get(String(mac));
    if (nic !== undefined) removeNic(world, nic);
  }
  if (zone !== undefined) reportLater(world, job.vm);
  return null;
}

function startedOrStopped(world: World, job: Job, task: 'start' | 'stop' | 'reboot'): JobFailure | null {
  const zone = world.zones.get(job.vm);
  if (zone === undefined) return { step: 'cnapi.wait_task', error: `VM ${job.vm} not found` };
  if (task !== 'start') {
    checkPeerTaken(world, zone, job.createdAt);
    halt(world, zone);
  }
  if (task !== 'stop') boot(world, zone);
  if (task !== 'reboot') zone.autoboot = task === 'start';
  refresh(world, job.vm);
  return null;
}

function nicsAdded(world: World, job: Job, macs: readonly string[]): JobFailure | null {
  const zone = world.zones.get(job.vm);
  if (zone === undefined) return { step: 'cnapi.wait_task', error: `VM ${job.vm} not found` };
  for (const mac of macs) {
    const nic = world.nics.get(mac);
    if (nic === undefined || zone.nics.some((held) => held.mac === mac)) continue;
    const added = zoneNic(nic);
    if (added.primary) zone.nics = zone.nics.map((other) => ({ ...other, primary: false }));
    zone.nics = [...zone.nics, added];
  }
  refresh(world, job.vm);
  return null;
}

function nicsRemoved(world: World, job: Job, macs: readonly string[]): JobFailure | null {
  const zone = world.zones.get(job.vm);
  for (const mac of macs) {
    const nic = world.nics.get(mac);
    if (nic !== undefined) removeNic(world, nic);
  }
  if (zone === undefined) return { step: 'cnapi.wait_task', error: `VM ${job.vm} not found` };
  zone.nics = zone.nics.filter(({ mac }) => !macs.includes(mac));
  refresh(world, job.vm);
  return null;
}
