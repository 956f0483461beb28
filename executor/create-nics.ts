/**
 * The NICs a new zone is created with. They are made in NAPI before the zone, with the planned MAC and
 * address: the create then reuses them as they are (sdc-vmapi lib/workflows/nics.js), while left to
 * itself it would pick MACs that the plan couldn't name.
 */
import type { OwnerUuid, ServerUuid } from '../schemas/ids.ts';
import type { Candidate, CreateParams, ParamsOf, PlannedCreate, PlannedNic } from '../schemas/plan.ts';
import { createNic, getAddress, getNic, setAddress } from '../triton/napi.ts';
import { StepFailed, type StepContext } from './action.ts';
import { coreOwners } from './addresses.ts';

export interface CreateNic extends PlannedNic {
  readonly mac: string;
}

/** The NICs that the zone is created with, for a candidate. One that is not among its networks arrives later. */
export function nicsOf(
  { networks }: CreateParams,
  create: PlannedCreate,
  candidate: Candidate,
): readonly CreateNic[] {
  return create.nics.flatMap((nic, index) => {
    const mac = candidate.macs[index];
    const own = networks.find(({ uuid, ip }) => uuid === nic.network && ip === nic.ip);
    if (mac === undefined || own === undefined) return [];
    // Primary of the NICs it has by then, which may not be the one that is primary in the end.
    return [{ ...nic, mac, primary: own.primary === true }];
  });
}

/**
 * Makes those NICs that are not there.
 * @throws {StepFailed} where a MAC is another's.
 */
export async function makeNics(
  context: StepContext,
  nics: readonly CreateNic[],
  { uuid }: Candidate,
  { owner, server }: { readonly owner: OwnerUuid; readonly server: ServerUuid },
): Promise<void> {
  for (const nic of nics) {
    const wrong = await wrongNic(context, nic, uuid);
    if (wrong === 'missing') {
      await createNic(context, {
        mac: nic.mac,
        ip: nic.ip,
        network_uuid: nic.network,
        nic_tag: nic.nicTag,
        belongs_to_uuid: uuid,
        owner_uuid: owner,
        primary: nic.primary,
        cn_uuid: server,
        ...(nic.allowDhcpSpoofing ? { allow_dhcp_spoofing: true } : {}),
      });
    } else if (wrong !== null) {
      throw new StepFailed(`NIC ${nic.mac}: expected ${nic.ip} of zone ${uuid}, found ${wrong}`);
    }
  }
}

/**
 * Addresses that were reserved for an instance, and bear our marker no more. A create, also one that
 * failed, overwrites it with the zone's owner, and such a reservation could be anybody's.
 */
export async function unmarked(
  context: StepContext,
  create: PlannedCreate,
): Promise<readonly ParamsOf<'address.reserve'>[]> {
  const owners = coreOwners(context.plan);
  const found: ParamsOf<'address.reserve'>[] = [];
  for (const step of context.plan.steps) {
    if (step.action !== 'address.reserve') continue;
    const { network, ip } = step.params;
    if (!create.nics.some((nic) => nic.ip === ip && nic.network === network)) continue;
    const { reserved, belongs_to_uuid: holder, owner_uuid: of } = await getAddress(context, network, ip);
    if (reserved && holder === undefined && of !== undefined && owners.has(of)) found.push(step.params);
  }
  return found;
}

/** Marks those addresses as ours again. */
export async function markAgain(context: StepContext, create: PlannedCreate): Promise<void> {
  for (const { network, ip, owner } of await unmarked(context, create)) {
    await setAddress(context, network, ip, { reserved: true, owner_uuid: owner, check_owner: false });
  }
}

/** What is wrong with a planned NIC in NAPI: `missing`, what was found instead, or null. */
export async function wrongNic(context: StepContext, nic: CreateNic, zone: string): Promise<string | null> {
  const found = await getNic(context, nic.mac);
  if (found === null) return 'missing';
  if (found.belongs_to_uuid !== zone) return `one of ${found.belongs_to_type} ${found.belongs_to_uuid}`;
  if (nic.allowDhcpSpoofing && found.allow_dhcp_spoofing !== true) return 'one that may not answer DHCP';
  return found.ip === nic.ip ? null : `address ${found.ip ?? 'none'}`;
}
