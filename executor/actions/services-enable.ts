/** Enables again what its step disabled and nothing besides: undo of services.disable. */
import type { Action } from '../action.ts';
import { done, ready } from '../answers.ts';
import { enableAgain, stillDown } from '../disabled-services.ts';
import { stateOf, wrongState } from '../zone-facts.ts';

export const servicesEnable: Action<'services.enable'> = {
  name: 'services.enable',
  version: 2,
  async probe(params, context) {
    const state = await stateOf(context, params.zone);
    if (state !== 'running') return wrongState(context, params.zone, 'running', state);
    return (await stillDown(params, context)).length === 0 ? done : ready;
  },
  apply: enableAgain,
};
