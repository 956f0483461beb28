/**
 * Removes the link in the global zone that leads into one of a plan's zones. One that leads elsewhere by now
 * stays, and so does one that the step which this takes back did not make.
 */
import { readLink, removeLink } from '../../triton/global-zone/links.ts';
import type { Action } from '../action.ts';
import { done, ready } from '../answers.ts';
import { MADE, zoneLink } from '../zone-link.ts';

export const linkRemove: Action<'link.remove'> = {
  name: 'link.remove',
  version: 2,
  async probe(params, context) {
    if (context.fact(MADE) === 'no') return done;
    const { server, path, target } = zoneLink(params, context);
    return (await readLink(context, server, path)) === target ? ready : done;
  },
  async apply(params, context) {
    const { server, path, target } = zoneLink(params, context);
    if ((await readLink(context, server, path)) === target) await removeLink(context, server, path);
  },
};
