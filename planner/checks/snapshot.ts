/** What a snapshot must have to be planned on, and what is less sure because a part is missing. */
import type { Finding } from '../../schemas/plan.ts';
import type { Snapshot, VmapiVm } from '../../schemas/snapshot.ts';
import { error, warning } from '../findings.ts';
import type { Move } from '../move.ts';
import type { World } from '../world.ts';

/** SAPI, CNAPI and NAPI are enough to plan; without one of them there is no plan. */
export function checkParts(snapshot: Snapshot): readonly Finding[] {
  const missing = (['sapi', 'cnapi', 'napi'] as const).filter((part) => snapshot[part] === null);
  return missing.map((part) =>
    error(
      'part-missing',
      part,
      `The snapshot has no ${part.toUpperCase()} part: a migration cannot be planned without it. ${recordingError(snapshot, part)}`,
    ),
  );
}

/** What SAPI must be like. */
export function checkSapi(world: World): readonly Finding[] {
  const { snapshot, sdc } = world;
  const count = snapshot.sapi?.applications.filter((application) => application.name === 'sdc').length ?? 0;
  if (!sdc)
    return [
      error(
        'no-sdc-application',
        'sapi',
        'SAPI has no application "sdc": this is not a Triton datacenter that hnadm knows.',
      ),
    ];
  if (count > 1)
    return [
      error('two-sdc-applications', 'sapi', `SAPI has ${String(count)} applications "sdc", expected one.`),
    ];
  if (snapshot.sapi?.mode !== 'full') {
    return [
      error(
        'sapi-not-full',
        'sapi',
        `SAPI is in ${snapshot.sapi?.mode ?? 'no'} mode, expected full: headnode set-up has not ended.`,
      ),
    ];
  }
  return [...dangling(world), ...duplicates(world)];
}

/** One UUID twice: nobody can say which of the two is true. */
function duplicates(world: World): readonly Finding[] {
  const { snapshot } = world;
  const lists = [
    ['duplicate-instance', 'SAPI instances', snapshot.sapi?.instances ?? []],
    ['duplicate-vm', 'VMAPI rows', coreRows(world)],
    ['duplicate-server', 'CNAPI servers', snapshot.cnapi?.servers ?? []],
  ] as const;
  return lists.flatMap(([code, what, list]) => {
    const seen = new Set<string>();
    const twice = new Set<string>();
    for (const { uuid } of list) {
      if (seen.has(uuid)) twice.add(uuid);
      seen.add(uuid);
    }
    return [...twice].map((uuid) =>
      error(code, uuid, `Two ${what} have the UUID ${uuid}. Record the snapshot again.`),
    );
  });
}

/** Rows of the core zones alone: the others are as many as there are customers' VMs, and no concern of a plan. */
function coreRows({ snapshot, zones }: World): readonly VmapiVm[] {
  const core = new Set<string>(zones.map((zone) => zone.uuid));
  return (snapshot.vmapi?.vms ?? []).filter((vm) => core.has(vm.uuid));
}

/** Services and instances that name what SAPI does not have: nobody can say what they are. */
function dangling(world: World): readonly Finding[] {
  const { sapi } = world.snapshot;
  const applications = new Set(sapi?.applications.map((application) => application.uuid));
  const homeless = (sapi?.services ?? []).filter((service) => !applications.has(service.application_uuid));
  const known = new Set<string>((sapi?.services ?? []).map((service) => service.uuid));
  const lost = (sapi?.instances ?? []).filter((instance) => !known.has(instance.service_uuid));
  return [
    ...homeless.map((service) =>
      error(
        'dangling-service',
        service.name,
        `SAPI service ${service.name} (${service.uuid}) names an application ${service.application_uuid} that SAPI does not have. Record the snapshot again, or remove the service.`,
      ),
    ),
    ...lost.map((instance) =>
      error(
        'dangling-instance',
        instance.uuid,
        `SAPI instance ${instance.uuid} names a service ${instance.service_uuid} that SAPI does not have. Record the snapshot again, or remove the instance.`,
      ),
    ),
  ];
}

/** Optional parts that are missing cost precision. */
export function checkHoles(world: World, moves: readonly Move[]): readonly Finding[] {
  if (moves.length === 0) return [];
  const { snapshot } = world;
  const findings: Finding[] = [];
  if (!snapshot.vmapi) {
    findings.push(
      warning(
        'vmapi-unknown',
        'vmapi',
        'The snapshot has no VMAPI part: sizes, states and datasets are those that SAPI names, and UUIDs of destroyed VMs are unknown.',
      ),
    );
  }
  if (!snapshot.globalZones) {
    findings.push(
      warning(
        'global-zones-unknown',
        'globalZones',
        'The snapshot has no global zones: the sizes of datasets are unknown, and so is how long copying them takes.',
      ),
    );
  }
  findings.push(...checkChain(world, moves));
  const jobs = openJobs(snapshot);
  if (jobs.length > 0) {
    findings.push(
      warning(
        'jobs-running',
        'workflow',
        `${jobs.length === 1 ? '1 workflow job' : `${String(jobs.length)} workflow jobs`} had not ended when the snapshot was taken. Apply the plan when none is open any more.`,
      ),
    );
  }
  return findings;
}

/** Workflow jobs that had not ended; none where none were recorded. */
export function openJobs({ workflow }: Snapshot) {
  return workflow?.jobs.filter((job) => ['queued', 'running', 'waiting'].includes(job.execution)) ?? [];
}

/** What SAPI's create needs; without one of them no zone can be made. */
export const CREATE_NEEDS: readonly string[] = [
  'sapi',
  'vmapi',
  'napi',
  'cnapi',
  'imgapi',
  'papi',
  'workflow',
];

function checkChain(world: World, moves: readonly Move[]): readonly Finding[] {
  if (!world.snapshot.vmapi || !moves.some((move) => move.planned.create)) return [];
  const running = new Set<unknown>(
    world.zones.filter((zone) => zone.state === 'running').map((zone) => zone.service.name),
  );
  // By role too: a zone that SAPI forgot serves all the same.
  for (const vm of world.snapshot.vmapi.vms)
    if (vm.state === 'running') running.add(vm.tags?.['smartdc_role']);
  return CREATE_NEEDS.filter((name) => !running.has(name)).map((name) =>
    warning(
      'provisioning-down',
      name,
      `No zone of ${name} runs, and nothing can be created without it. Start it before the plan is applied.`,
    ),
  );
}

function recordingError(snapshot: Snapshot, part: string): string {
  const found = snapshot.errors.find((one) => one.part === part || one.part.startsWith(`${part}.`));
  return found ? `Recording it failed: ${found.message}` : 'Record the datacenter again.';
}
