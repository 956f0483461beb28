/**
 * The services that a step has disabled in a zone, as it journalled them before it did: whoever takes the
 * step back enables those and no others, because one of them may have been down for a reason.
 */
import type { ParamsOf } from '../schemas/plan.ts';
import { enableService, serviceState } from '../triton/global-zone/smf.ts';
import type { StepContext } from './action.ts';

/** Fact of the step: names with blanks between. */
const DISABLED = 'disabled';

/** Journals services that are about to be disabled, besides those it did before. */
export async function noteDisabled(context: StepContext, names: readonly string[]): Promise<void> {
  const known = disabledBy(context);
  if (names.every((name) => known.includes(name))) return;
  await context.setFact(DISABLED, [...new Set([...known, ...names])].join(' '));
}

/** Those that the step disabled and that are not up again. */
export async function stillDown(
  { zone, services }: ParamsOf<'services.enable'>,
  context: StepContext,
): Promise<readonly string[]> {
  const { server, uuid } = context.zone(zone);
  const down: string[] = [];
  for (const name of services) {
    if (!disabledBy(context).includes(name)) continue;
    if ((await serviceState(context, server, uuid, name)) !== 'online') down.push(name);
  }
  return down;
}

/** Enables them. */
export async function enableAgain(params: ParamsOf<'services.enable'>, context: StepContext): Promise<void> {
  const { server, uuid } = context.zone(params.zone);
  for (const name of await stillDown(params, context)) await enableService(context, server, uuid, name);
}

function disabledBy(context: StepContext): readonly string[] {
  return context.fact(DISABLED)?.split(' ') ?? [];
}
