/**
 * Creates the new zone, not started, under the first candidate that is not burnt. Everything that is
 * sent is preceded by a look, and the candidate is journalled before its first effect: whoever
 * resumes knows which UUID to look for, and the table of candidates.ts says what to do about it.
 */
import type { Candidate, ParamsOf, PlannedCreate } from '../../schemas/plan.ts';
import { CallFailed } from '../../triton/call-failed.ts';
import { getInstance, createInstance, type NewInstance } from '../../triton/sapi.ts';
import { StepFailed, type Action, type Probe, type StepContext } from '../action.ts';
import { conflict, done, ready } from '../answers.ts';
import { judge, sight, type Sighting, type Verdict, type Wanted } from '../candidates.ts';
import { makeNics, markAgain, nicsOf, wrongNic } from '../create-nics.ts';
import { describeOpen } from '../jobs.ts';
import { waitFor, waitUntil } from '../poll.ts';
import { isSwept, sweepZone } from '../sweep-zone.ts';
import { giveBack, take, untakeable } from '../taken-nics.ts';

type Params = ParamsOf<'zone.create'>;

export const zoneCreate: Action<'zone.create'> = {
  name: 'zone.create',
  version: 3,
  async probe(params, context) {
    const create = createOf(params, context);
    for (const candidate of create.candidates) {
      const seen = await sight(context, candidate.uuid);
      const verdict = judge(seen, wanted(params, create));
      if (verdict === 'burnt') continue;
      if (verdict === 'elsewhere') return misplaced(candidate, create, seen);
      if (verdict === 'foreign') return stranger(candidate, create);
      // A zone the journal doesn't name yet is taken up by apply, which journals it.
      if (verdict !== 'present' || context.fact('candidate') !== candidate.uuid) {
        return (await untakeable(context, params)) ?? ready;
      }
      return inspect(params, context, candidate, seen);
    }
    const uuids = create.candidates.map(({ uuid }) => uuid).join(', ');
    return conflict(`instance:${params.instance}`, 'a candidate that is not burnt', `${uuids}: all burnt`);
  },
  async apply(params, context) {
    const create = createOf(params, context);
    await take(context, params);
    for (const candidate of create.candidates) {
      if (await bring(params, context, create, candidate)) return;
      await sweepZone(context, candidate.uuid);
    }
    throw new StepFailed(`instance ${params.instance}: every candidate failed and is burnt; make a new plan`);
  },
  async sweep(params, context) {
    for (const { uuid } of createOf(params, context).candidates) {
      // Nothing of ours starts a zone before it is done: somebody else did, and may be using it.
      const seen = await sight(context, uuid);
      if (judge(seen, wanted(params, createOf(params, context))) === 'foreign') continue;
      if (seen.row?.state === 'running')
        throw new StepFailed(`zone ${uuid}: expected not started, found running`);
      if (!(await isSwept(context, uuid))) await sweepZone(context, uuid);
    }
    await markAgain(context, createOf(params, context));
    await giveBack(context, params);
  },
};

/** Brings one candidate to life. @returns false where it is burnt. */
async function bring(
  params: Params,
  context: StepContext,
  create: PlannedCreate,
  candidate: Candidate,
): Promise<boolean> {
  for (;;) {
    const verdict = await decided(params, context, create, candidate);
    switch (verdict) {
      case 'present':
        await adoptFact(context, candidate);
        return true;
      case 'burnt':
        return false;
      case 'elsewhere':
        throw new StepFailed(`zone ${candidate.uuid}: expected on server ${create.server}, found on another`);
      case 'foreign':
        throw new StepFailed(
          `zone ${candidate.uuid}: expected ${create.alias} or none, found a zone that is not this plan's`,
        );
      case 'adopt':
      case 'create':
        await adoptFact(context, candidate);
        await send(params, context, create, candidate);
        break;
      default:
        verdict satisfies never;
    }
  }
}

/** Looks until the candidate is in a state that something can be done about. */
function decided(
  params: Params,
  context: StepContext,
  create: PlannedCreate,
  { uuid }: Candidate,
): Promise<Exclude<Verdict, 'wait'>> {
  return waitFor(context, async () => {
    const sighting = await sight(context, uuid);
    const verdict = judge(sighting, wanted(params, create));
    return verdict === 'wait'
      ? { awaited: undecided(uuid, sighting, context.clock.now()) }
      : { value: verdict };
  });
}

function undecided(uuid: string, { row, openJob }: Sighting, now: number): string {
  const job = openJob ? `, ${describeOpen(openJob, now)}` : '';
  return `zone ${uuid} ${row?.state ?? 'not in VMAPI yet'}${job}`;
}

/** NICs, then the instance. A lost answer is no error here: the next look decides. */
async function send(
  params: Params,
  context: StepContext,
  create: PlannedCreate,
  candidate: Candidate,
): Promise<void> {
  const nics = nicsOf(params.params, create, candidate);
  await makeNics(context, nics, candidate, { owner: params.owner, server: create.server });
  const instance = await newInstance(params, context, candidate);
  try {
    const job = await createInstance(context, instance);
    if (job !== null) await context.setFact('job', job);
  } catch (error) {
    if (!(error instanceof CallFailed) || error.outcome !== 'unknown') throw error;
    context.progress({ note: error.message });
    await quiet(context, candidate);
  }
}

/**
 * Looks after a create without answer until it shows or would have: SAPI writes its record at once
 * and VMAPI its row within about a second. A request that shows nothing for a minute never arrived.
 */
async function quiet(context: StepContext, { uuid }: Candidate): Promise<void> {
  const until = context.clock.now() + 60_000;
  await waitUntil(context, async () => {
    const { record, row } = await sight(context, uuid);
    if (record !== null || row !== null || context.clock.now() >= until) return null;
    return `nothing to be seen of zone ${uuid}`;
  });
}

/** The SAPI instance: the plan's params, and what the replaced instance has, by reference. */
async function newInstance(params: Params, context: StepContext, { uuid }: Candidate): Promise<NewInstance> {
  const replaced = planned(params, context).replaces;
  const old = replaced === null ? null : await getInstance(context, replaced.uuid);
  const pick = (from: Readonly<Record<string, unknown>> = {}, keys: readonly string[]) =>
    Object.fromEntries(
      keys.map((key) => {
        if (!Object.hasOwn(from, key)) {
          throw new StepFailed(
            `instance ${replaced?.uuid ?? '-'}: expected ${key} in its SAPI record to copy, found none`,
          );
        }
        return [key, from[key]];
      }),
    );
  return {
    uuid,
    service_uuid: params.service,
    params: { ...pick(old?.params, params.copyParams), ...params.params },
    metadata: pick(old?.metadata, params.copyMetadata),
  };
}

/** Whether the zone that came is the one that was planned. */
async function inspect(
  params: Params,
  context: StepContext,
  candidate: Candidate,
  { row }: Sighting,
): Promise<Probe> {
  const create = createOf(params, context);
  const object = `zone:${candidate.uuid}`;
  if (row?.image_uuid !== create.image) {
    return conflict(object, `image ${create.image}`, row?.image_uuid ?? 'none');
  }
  for (const nic of nicsOf(params.params, create, candidate)) {
    const wrong = await wrongNic(context, nic, candidate.uuid);
    if (wrong !== null) return conflict(object, `NIC ${nic.mac} with ${nic.ip}`, wrong);
  }
  return done;
}

function misplaced({ uuid }: Candidate, create: PlannedCreate, { row }: Sighting): Probe {
  return conflict(`zone:${uuid}`, `on server ${create.server}`, `on server ${row?.server_uuid ?? 'unknown'}`);
}

function stranger({ uuid }: Candidate, { alias }: PlannedCreate): Probe {
  return conflict(`zone:${uuid}`, `${alias}, or no zone`, "a zone that is not this plan's");
}

function wanted({ service }: Params, { server, alias }: PlannedCreate): Wanted {
  return { server, service, alias };
}

async function adoptFact(context: StepContext, { uuid }: Candidate): Promise<void> {
  if (context.fact('candidate') !== uuid) await context.setFact('candidate', uuid);
}

function planned({ instance }: Params, { plan }: StepContext) {
  const found = plan.instances.find(({ key }) => key === instance);
  if (found === undefined) throw new StepFailed(`instance ${instance}: expected it in the plan, found none`);
  return found;
}

function createOf(params: Params, context: StepContext): PlannedCreate {
  const { create } = planned(params, context);
  if (create === null) throw new StepFailed(`instance ${params.instance}: the plan has nothing to create`);
  return create;
}
