/** What a step may use, made from the plan and the journal's state: see StepContext for each member. */
import type { StepId, ZoneUuid } from '../schemas/ids.ts';
import type { Plan, ZoneRef } from '../schemas/plan.ts';
import type { Clock } from '../triton/clock.ts';
import type { Transport } from '../triton/transport.ts';
import { StepFailed, type StepContext } from './action.ts';
import type { RunNews } from './events.ts';
import type { Ledger } from './ledger.ts';
import { requestIds } from './request-ids.ts';
import { goingThrough } from './through.ts';

/** What every step of a run shares. */
export interface RunParts {
  readonly plan: Plan;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly events: (news: RunNews) => void;
}

/**
 * The context of one step, or of one end of a bracket.
 * `onProgress` is the engine's: it puts the step's deadline off, and is told in words why.
 */
export function stepContext(
  parts: RunParts,
  step: StepId,
  signal: AbortSignal,
  onProgress: (note?: string) => void,
  ending: AbortSignal | null = null,
): StepContext {
  const { plan, ledger } = parts;
  const through = plan.steps.find(({ id }) => id === step)?.through;
  return {
    transport: goingThrough(parts.transport, through),
    clock: parts.clock,
    signal,
    ending,
    plan,
    requestId: requestIds(plan, step, ledger.state.length),
    zone: (ref) => zoneOf(parts, ref),
    fact: (name) => ledger.state.facts.get(step)?.get(name),
    setFact: async (name, value) => {
      ledger.append({ record: 'fact', step, name, value });
      onProgress();
      await ledger.settled();
    },
    progress: (now) => {
      onProgress(now.note);
      parts.events({ kind: 'step-progress', step, ...now });
    },
  };
}

function zoneOf(parts: RunParts, { instance, side }: ZoneRef): ReturnType<StepContext['zone']> {
  const planned = parts.plan.instances.find(({ key }) => key === instance);
  if (planned === undefined)
    throw new StepFailed(`instance ${instance}: expected it in the plan, found none`);
  if (side === 'old') {
    if (planned.replaces === null) throw new StepFailed(`instance ${instance}: it replaces no zone`);
    return planned.replaces;
  }
  if (planned.existing !== null) return planned.existing;
  const uuid = candidateOf(parts, instance);
  if (planned.create === null || uuid === undefined) {
    throw new StepFailed(`instance ${instance}: its zone has not been created by this run`);
  }
  return { uuid, alias: planned.create.alias, server: planned.create.server };
}

/** The candidate that the journal of the creating step names. */
function candidateOf({ plan, ledger }: RunParts, instance: string): ZoneUuid | undefined {
  const step = plan.steps.find((one) => one.action === 'zone.create' && one.params.instance === instance);
  const uuid = step && ledger.state.facts.get(step.id)?.get('candidate');
  const candidates = plan.instances.find(({ key }) => key === instance)?.create?.candidates ?? [];
  return candidates.find((candidate) => candidate.uuid === uuid)?.uuid;
}
