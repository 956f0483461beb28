/**
 * Zones on FROM that are in no service of the application sdc: other applications', customers',
 * nobody's. They are not ours to move, and each is told of all the same.
 */
import type { Left } from '../schemas/plan.ts';
import type { SapiInstance, VmapiVm } from '../schemas/snapshot.ts';
import type { ServerUuid } from '../schemas/ids.ts';
import { isGone, type World } from './world.ts';

const OTHER_APPLICATION = 'it belongs to another SAPI application';
/** Why a nat zone stays. */
export const NAT = "a nat zone belongs to a customer's fabric network and is not moved";

/** headnode.sh makes the first assets zone outside of SAPI. */
const NO_ASSETS_SERVICE =
  'SAPI has no service assets to make a zone of: add it with `sdcadm experimental update-other`, record a new snapshot and plan again';

/** Zones on FROM that are in no service of the application sdc: other applications', customers', nobody's. */
export function strangers(world: World, from: ServerUuid): readonly Left[] {
  const { sapi, vmapi } = world.snapshot;
  const core = new Set<string>(world.zones.map((zone) => zone.uuid));
  const names = new Map((sapi?.services ?? []).map((service) => [service.uuid, service.name]));
  const others = (sapi?.instances ?? []).filter((one) => !core.has(one.uuid) && (one.type ?? 'vm') === 'vm');
  const serviceOf = new Map<string, string>(
    others.map((one) => [one.uuid, names.get(one.service_uuid) ?? '-']),
  );
  const here = (vmapi?.vms ?? []).filter(
    (vm) => vm.server_uuid === from && !core.has(vm.uuid) && isStranger(vm, world),
  );
  const unseen = vmapi
    ? []
    : others.filter((one) => one.params?.server_uuid === from && isVmService(world, one));
  return [
    ...here.map((vm) => foreign(vm, world, serviceOf.get(vm.uuid))),
    ...unseen.map((one) => ({
      service: serviceOf.get(one.uuid) ?? '-',
      instance: { uuid: one.uuid, alias: one.params?.alias ?? one.uuid },
      code: 'other-application' as const,
      why: OTHER_APPLICATION,
    })),
  ];
}

/** Agents have SAPI instances too; recorded with Accept-Version ~1 only their service tells. */
function isVmService(world: World, instance: SapiInstance): boolean {
  const service = world.snapshot.sapi?.services.find((one) => one.uuid === instance.service_uuid);
  return (service?.type ?? 'vm') === 'vm';
}

/** Whether a VM is to be told of: one that is there, or a failed one among the core zones. */
function isStranger(vm: VmapiVm, world: World): boolean {
  return !isGone(vm.state) || (vm.state === 'failed' && vm.owner_uuid === world.sdc?.owner_uuid);
}

function foreign(vm: VmapiVm, world: World, service: string | undefined): Left {
  const role = vm.tags?.['smartdc_role'];
  const left = (name: string, code: Left['code'], why: string): Left => ({
    service: name,
    instance: { uuid: vm.uuid, alias: vm.alias ?? vm.uuid },
    code,
    why,
  });
  if (vm.state === 'failed') {
    return left(
      typeof role === 'string' ? role : '-',
      'failed-zone',
      'its creation failed: only VMAPI still has a row of it',
    );
  }
  if (service !== undefined) return left(service, 'other-application', OTHER_APPLICATION);
  if (role === 'nat') return left('nat', 'nat', NAT);
  const isCore = vm.owner_uuid === world.sdc?.owner_uuid;
  if (isCore && role === 'assets' && ![...world.services.values()].some(({ name }) => name === role)) {
    return left('assets', 'no-sapi-service', NO_ASSETS_SERVICE);
  }
  if (isCore) {
    return left(typeof role === 'string' ? role : '-', 'no-sapi-instance', 'SAPI has no instance for it');
  }
  return left('-', 'customer-zone', "it is a customer's");
}
