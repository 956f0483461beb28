/**
 * What services do in a simulated datacenter that their identity does not say: what they need to
 * answer, whether two may run, how much they write, whether their data can be had again. Written
 * down here a second time on purpose, from the services' own repositories (see docs/triton-notes.md):
 * were it read from the planner's catalogue, an error there would look right in every rehearsal.
 */
import type { HealthCheck } from '../schemas/plan.ts';
import { identities } from '../catalogue/identity.ts';

/** What an API needs to answer anything but a ping. */
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  manatee: ['binder'],
  moray: ['manatee'],
  sapi: ['moray'],
  napi: ['moray'],
  cnapi: ['moray'],
  vmapi: ['moray'],
  imgapi: ['moray'],
  papi: ['moray'],
  workflow: ['moray'],
};

/** What VMAPI needs besides to create a zone (sdc-vmapi lib/common/validation, workflows/provision). */
export const NEEDED_TO_CREATE: readonly string[] = ['vmapi', 'napi', 'cnapi', 'imgapi', 'papi', 'workflow'];

/**
 * Services of which two running instances do harm: two image stores diverge at the first write, two
 * sdc zones run hermes and cron twice, one redis, one message broker.
 */
const ALONE: ReadonlySet<string> = new Set(['imgapi', 'sdc', 'amonredis', 'rabbitmq']);

/**
 * SMF services by which such a service acts, where its zone may run without them (sdc-sdc boot/setup.sh:
 * cron dumps and uploads). Of all others a running zone is enough to do harm.
 */
const ACTING: Readonly<Record<string, readonly string[]>> = {
  sdc: ['hermes', 'hermes-proxy', 'napi-ufds-watcher', 'cron'],
};

/** Services whose data a new instance gets by itself: replicated, a cache, or nothing worth keeping. */
const REFILLABLE: ReadonlySet<string> = new Set([
  'assets',
  'binder',
  'cns',
  'fwapi',
  'mahi',
  'manatee',
  'moray',
  'sapi',
  'ufds',
]);

/** Bytes a second that a running instance writes to its delegated dataset. */
const WRITES: Readonly<Record<string, number>> = {
  manatee: 400_000,
  prometheus: 50_000,
  imgapi: 4_000,
  amonredis: 1_000,
};
const WRITES_OTHERWISE = 500;

/** Services that must answer for this one to answer. */
export function needsOf(service: string): readonly string[] {
  return NEEDS[service] ?? [];
}

/**
 * Whether two running instances of the service do harm. Two UFDS do where each has a replicator: both would
 * advance one checkpoint (sdc-ufds boot/setup.sh).
 */
export function mustRunAlone(service: string, isUfdsMaster: boolean): boolean {
  return ALONE.has(service) || (service === 'ufds' && !isUfdsMaster);
}

/** SMF services by which a zone acts that must run alone; null: it acts as long as it runs. */
export function actingServicesOf(service: string): readonly string[] | null {
  return ACTING[service] ?? null;
}

/** Whether losing the service's dataset loses nothing. */
export function isRefillable(service: string | null): boolean {
  return service === null || REFILLABLE.has(service);
}

/** Bytes a second that a running instance writes to its delegated dataset. */
export function writeRate(service: string | null): number {
  return service === null ? 0 : (WRITES[service] ?? WRITES_OTHERWISE);
}

/** Whether instances register in DNS. */
export function isInDns(service: string | null): boolean {
  return service !== null && (identities.get(service)?.inDns ?? false);
}

/** TCP ports that an instance listens on. */
export function portsOf(service: string | null): readonly number[] {
  return service === null ? [] : (identities.get(service)?.ports ?? [80]);
}

/** SMF services of an instance's zone, besides those that every zone has. */
export function smfServicesOf(service: string | null): readonly string[] {
  const common = ['registrar', 'config-agent', 'mdata:execute', 'ssh', 'cron'];
  if (service === null) return common;
  const checks = identities.get(service)?.health ?? [];
  const beside = service === 'binder' ? ['zookeeper'] : [];
  return [...common, service, ...beside, ...checks.flatMap(smfNames)];
}

function smfNames(check: HealthCheck): readonly string[] {
  return check.kind === 'smf' ? check.services : [];
}
