/**
 * A person's word before what can't be undone. It changes nothing: the engine journals who opened the
 * gate, and a gate that was not opened is never carried out.
 */
import { StepFailed, type Action } from '../action.ts';
import { done, ready } from '../answers.ts';

export const gateCommit: Action<'gate.commit'> = {
  name: 'gate.commit',
  version: 1,
  async probe(_params, context) {
    return context.fact('opened') === undefined ? ready : done;
  },
  async apply() {
    throw new StepFailed('the gate is closed: open it with --open-gates, or answer its question');
  },
};
