/**
 * Whether the datacenter is still what the plan was made for: its `expects`, each until the step that
 * changes it was begun. What changed elsewhere doesn't matter and isn't looked at.
 */
import type { StepId } from '../schemas/ids.ts';
import type { Expectation, Fact, Plan } from '../schemas/plan.ts';
import type { Caller } from '../triton/caller.ts';
import { CallFailed } from '../triton/call-failed.ts';
import { getServer } from '../triton/cnapi.ts';
import type { Clock } from '../triton/clock.ts';
import { hasDataset } from '../triton/global-zone/zfs.ts';
import { getImage } from '../triton/imgapi.ts';
import { getAddress, getNic } from '../triton/napi.ts';
import { getInstance, getService, listInstances } from '../triton/sapi.ts';
import { getVm } from '../triton/vmapi.ts';
import { candidateUuids, describeAddress } from './addresses.ts';
import { BRIEF, patiently } from './patience.ts';

/** Something that is not as the plan expects. */
export interface Drift {
  /** Kind of the fact; `step-done`: what a step of this run had done. */
  readonly fact: Fact['kind'] | 'step-done';
  /** What it is about, as in a step's touches. */
  readonly object: string;
  readonly expected: string;
  readonly found: string;
}

/** The datacenter is not what the plan expects; nothing was touched. */
export class DatacenterDrifted extends Error {
  override readonly name = 'DatacenterDrifted';
  readonly drifts: readonly Drift[];
  constructor(drifts: readonly Drift[]) {
    const lines = drifts.map(
      ({ object, expected, found }) => `  ${object}: expected ${expected}, found ${found}`,
    );
    super(
      `the datacenter is not what the plan expects:\n${lines.join('\n')}\nTake a new snapshot and plan again.`,
    );
    this.drifts = drifts;
  }
}

/** Who looks; the clock is for looking again where no answer came. */
export type Looker = Caller & { readonly clock: Clock };

/** Looks at once: enough to hide the latency of a few hundred looks, too few to be felt by an API. */
const LOOKS_AT_ONCE = 8;

/**
 * What has drifted, in the plan's order. `begun` are the steps that were begun or done: what they
 * change is theirs to look at.
 */
export async function checkExpectations(
  plan: Plan,
  caller: Looker,
  begun: ReadonlySet<StepId>,
): Promise<readonly Drift[]> {
  const due = plan.expects.filter(({ until }) => until === null || !begun.has(until));
  const drifts: (Drift | null)[] = [];
  for (let first = 0; first < due.length; first += LOOKS_AT_ONCE) {
    const some = due.slice(first, first + LOOKS_AT_ONCE);
    drifts.push(...(await Promise.all(some.map((one) => drift(plan, caller, one)))));
  }
  return drifts.filter((one) => one !== null);
}

async function drift(plan: Plan, caller: Looker, { fact }: Expectation): Promise<Drift | null> {
  const { object, expected, look } = subject(plan, caller, fact);
  try {
    const found = await patiently(caller.clock, BRIEF, look);
    return found === null ? null : { fact: fact.kind, object, expected, found };
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error;
    return { fact: fact.kind, object, expected, found: `no answer: ${error.message}` };
  }
}

interface Subject {
  readonly object: string;
  readonly expected: string;
  /** What is found instead, or null where it is as expected. */
  readonly look: () => Promise<string | null>;
}

function subject(plan: Plan, caller: Caller, fact: Fact): Subject {
  switch (fact.kind) {
    case 'server-running':
      return about(`server:${fact.server}`, 'running', async () => {
        const server = await getServer(caller, fact.server);
        if (server === null) return 'no such server';
        return server.status === 'running' ? null : server.status;
      });
    case 'instance-present':
      return about(`instance:${fact.uuid}`, `an instance of service ${fact.service}`, async () => {
        const instance = await getInstance(caller, fact.uuid);
        if (instance === null) return 'no such instance';
        return instance.service_uuid === fact.service ? null : `one of ${instance.service_uuid}`;
      });
    case 'service-instances':
      return about(`service:${fact.service}`, `instances ${fact.uuids.join(', ') || 'none'}`, async () => {
        const found = (await listInstances(caller, fact.service)).map(({ uuid }) => uuid);
        const ours = candidateUuids(plan);
        const others = found.filter((uuid) => !ours.has(uuid) || fact.uuids.includes(uuid)).sort();
        return others.join() === [...fact.uuids].sort().join() ? null : others.join(', ') || 'none';
      });
    case 'zone-state':
      return about(`zone:${fact.zone}`, `${fact.state} on server ${fact.server}`, async () => {
        const row = await getVm(caller, fact.zone);
        if (row === null) return 'no such zone';
        const isSame = row.state === fact.state && row.server_uuid === fact.server;
        return isSame ? null : `${row.state} on server ${row.server_uuid ?? 'unknown'}`;
      });
    case 'service-image':
      return about(`service:${fact.service}`, `image ${fact.image}`, async () => {
        const service = await getService(caller, fact.service);
        if (service === null) return 'no such service';
        const image = service.params?.image_uuid;
        return image === fact.image ? null : (image ?? 'none');
      });
    case 'image-active':
      return about(`image:${fact.image}`, 'active', async () => {
        const image = await getImage(caller, fact.image);
        return image?.state === 'active' ? null : (image?.state ?? 'no such image');
      });
    case 'address-free':
      return about(`address:${fact.ip}`, `free, or reserved for ${fact.owner}`, async () => {
        const address = await getAddress(caller, fact.network, fact.ip);
        const isOurs = address.belongs_to_uuid === undefined && address.owner_uuid === fact.owner;
        return address.free || isOurs ? null : describeAddress(address);
      });
    case 'nic-held':
      return about(`nic:${fact.mac}`, `${fact.ip} of zone ${fact.zone}`, async () => {
        const nic = await getNic(caller, fact.mac);
        if (nic === null) return 'no such NIC';
        const isSame = nic.belongs_to_uuid === fact.zone && nic.ip === fact.ip;
        return isSame ? null : `${nic.ip ?? 'no address'} of ${nic.belongs_to_uuid}`;
      });
    case 'dataset-present':
      return about(`dataset:${fact.dataset}`, `on server ${fact.server}`, async () =>
        (await hasDataset(caller, fact)) ? null : 'no such dataset',
      );
    default:
      return fact satisfies never;
  }
}

function about(object: string, expected: string, look: () => Promise<string | null>): Subject {
  return { object, expected, look };
}
