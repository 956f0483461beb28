/**
 * Makes a link in the global zone lead into one of a plan's zones, where there is none or one into a
 * zone that the server no longer has. Any other was made by somebody for some reason, and is left to him.
 */
import type { ServerUuid, ZoneUuid } from '../../schemas/ids.ts';
import { makeLink, readLink, removeLink } from '../../triton/global-zone/links.ts';
import { getZone } from '../../triton/global-zone/vmadm.ts';
import type { Action, StepContext } from '../action.ts';
import { conflict, done, ready } from '../answers.ts';
import { MADE, zoneLink } from '../zone-link.ts';

export const linkSet: Action<'link.set'> = {
  name: 'link.set',
  version: 2,
  async probe(params, context) {
    const { server, path, target } = zoneLink(params, context);
    const found = await readLink(context, server, path);
    if (found === target) return context.fact(MADE) === undefined ? ready : done;
    if (found === null || (await leadsNowhere(context, server, found))) return ready;
    const what = found === '' ? 'something that is no link' : `a link to ${found}`;
    return conflict(`link:${server}${path}`, `a link to ${target}, or none`, what);
  },
  async apply(params, context) {
    const { server, path, target } = zoneLink(params, context);
    const found = await readLink(context, server, path);
    if (context.fact(MADE) === undefined) await context.setFact(MADE, found === target ? 'no' : 'yes');
    if (found === target) return;
    // Not `ln -f`: of a link to a folder that is there, illumos would put the new one into the folder.
    if (found !== null) await removeLink(context, server, path);
    await makeLink(context, server, path, target);
  },
};

async function leadsNowhere(context: StepContext, server: ServerUuid, target: string): Promise<boolean> {
  const [, uuid] = /^\/zones\/([0-9a-f-]{36})\/root\//.exec(target) ?? [];
  return uuid !== undefined && (await getZone(context, server, uuid as ZoneUuid)) === null;
}
