/** Every action there is, by name. An action that a plan can ask for and nobody wrote doesn't compile. */
import type { ActionName } from '../../schemas/plan.ts';
import type { Action } from '../action.ts';
import { addressHold } from './address-hold.ts';
import { addressRelease } from './address-release.ts';
import { addressReserve } from './address-reserve.ts';
import { addressUnhold } from './address-unhold.ts';
import { addressUnreserve } from './address-unreserve.ts';
import { datasetCopy } from './dataset-copy.ts';
import { datasetForget } from './dataset-forget.ts';
import { datasetIncrement } from './dataset-increment.ts';
import { datasetReturn } from './dataset-return.ts';
import { dnsAwait } from './dns-await.ts';
import { ensembleAwait } from './ensemble-await.ts';
import { fileSubstitute } from './file-substitute.ts';
import { gateCommit } from './gate-commit.ts';
import { gateManual } from './gate-manual.ts';
import { hermesRestart } from './hermes-restart.ts';
import { imageInstall } from './image-install.ts';
import { instanceDelete } from './instance-delete.ts';
import { instanceSettle } from './instance-settle.ts';
import { linkRemove } from './link-remove.ts';
import { linkSet } from './link-set.ts';
import { maintenanceStart } from './maintenance-start.ts';
import { maintenanceStop } from './maintenance-stop.ts';
import { membersVerify } from './members-verify.ts';
import { manateeAwait } from './manatee-await.ts';
import { manateeFreeze } from './manatee-freeze.ts';
import { manateePromote } from './manatee-promote.ts';
import { manateeReap } from './manatee-reap.ts';
import { manateeRestore } from './manatee-restore.ts';
import { manateeUnfreeze } from './manatee-unfreeze.ts';
import { nicMove } from './nic-move.ts';
import { nicSweep } from './nic-sweep.ts';
import { registrarDisable } from './registrar-disable.ts';
import { registrarEnable } from './registrar-enable.ts';
import { sapiCompare } from './sapi-compare.ts';
import { sapiSubstitute } from './sapi-substitute.ts';
import { serviceVerify } from './service-verify.ts';
import { servicesDisable } from './services-disable.ts';
import { servicesEnable } from './services-enable.ts';
import { zoneAwait } from './zone-await.ts';
import { zoneCreate } from './zone-create.ts';
import { zoneDelete } from './zone-delete.ts';
import { zoneRevive } from './zone-revive.ts';
import { zoneStart } from './zone-start.ts';
import { zoneStop } from './zone-stop.ts';

/** The actions. */
export const actions: { readonly [Name in ActionName]: Action<Name> } = {
  'address.hold': addressHold,
  'address.release': addressRelease,
  'address.reserve': addressReserve,
  'address.unhold': addressUnhold,
  'address.unreserve': addressUnreserve,
  'dataset.copy': datasetCopy,
  'dataset.forget': datasetForget,
  'dataset.increment': datasetIncrement,
  'dataset.return': datasetReturn,
  'dns.await': dnsAwait,
  'ensemble.await': ensembleAwait,
  'file.substitute': fileSubstitute,
  'gate.commit': gateCommit,
  'gate.manual': gateManual,
  'hermes.restart': hermesRestart,
  'image.install': imageInstall,
  'instance.delete': instanceDelete,
  'instance.settle': instanceSettle,
  'link.remove': linkRemove,
  'link.set': linkSet,
  'maintenance.start': maintenanceStart,
  'maintenance.stop': maintenanceStop,
  'members.verify': membersVerify,
  'manatee.await': manateeAwait,
  'manatee.freeze': manateeFreeze,
  'manatee.promote': manateePromote,
  'manatee.reap': manateeReap,
  'manatee.restore': manateeRestore,
  'manatee.unfreeze': manateeUnfreeze,
  'nic.move': nicMove,
  'nic.sweep': nicSweep,
  'registrar.disable': registrarDisable,
  'registrar.enable': registrarEnable,
  'sapi.compare': sapiCompare,
  'sapi.substitute': sapiSubstitute,
  'service.verify': serviceVerify,
  'services.disable': servicesDisable,
  'services.enable': servicesEnable,
  'zone.await': zoneAwait,
  'zone.create': zoneCreate,
  'zone.delete': zoneDelete,
  'zone.revive': zoneRevive,
  'zone.start': zoneStart,
  'zone.stop': zoneStop,
};
