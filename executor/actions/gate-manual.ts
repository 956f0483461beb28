/**
 * A person's word that he has changed what hnadm can't: files it doesn't know, keys it would have to mount, machines
 * of others. It changes nothing; the engine prints what is to be done, and journals who said that it was.
 */
import { StepFailed, type Action } from '../action.ts';
import { done, ready } from '../answers.ts';

export const gateManual: Action<'gate.manual'> = {
  name: 'gate.manual',
  version: 1,
  async probe(_params, context) {
    return context.fact('opened') === undefined ? ready : done;
  },
  async apply() {
    throw new StepFailed('it waits for a person: do what it says, then open it with --open-gates');
  },
};
