/**
 * Changes addresses in a headnode's /usbkey/config, the working copy of its USB key's: what boots and scripts read.
 * The key itself is a person's: mounting one takes minutes, and fails on some (TritonDataCenter/sdcadm#41).
 *
 * Scripts of the global zone read the file through a cache that has kept old values (RFD 67): it is removed, and
 * the step is not done while it names an old address.
 */
import { addressFinder } from '../../schemas/addresses-in.ts';
import type { ParamsOf } from '../../schemas/plan.ts';
import { fileMode, readFile, removeFile, writeFile } from '../../triton/global-zone/files.ts';
import { StepFailed, type Action, type StepContext } from '../action.ts';
import { ready } from '../answers.ts';
import { valueIn, withValues } from '../config-file.ts';
import { changedValues, standingOf } from '../substitution.ts';

/** What /lib/sdc/config.sh keeps. */
const CACHE = '/tmp/.config.json';

export const fileSubstitute: Action<'file.substitute'> = {
  name: 'file.substitute',
  version: 1,
  async probe(params, context) {
    const { server, path, changes } = params;
    const text = await read(params, context);
    const found = standingOf(`file:${server}${path}`, changes, (key) => valueIn(text, key));
    return found.answer === 'done' && (await isCached(params, context)) ? ready : found;
  },
  async apply(params, context) {
    const { server, path, changes } = params;
    const text = await read(params, context);
    const changed = changedValues(changes, (key) => valueIn(text, key));
    if (changed.size > 0) {
      const values = new Map([...changed].map(([key, value]) => [key, String(value)]));
      const mode = await fileMode(context, server, path);
      if (mode === null) throw new StepFailed(`${path} on server ${server}: expected a file, found none`);
      await writeFile(context, server, path, withValues(text, values), mode);
    }
    await removeFile(context, server, CACHE);
  },
};

async function read({ server, path }: ParamsOf<'file.substitute'>, context: StepContext): Promise<string> {
  const text = await readFile(context, server, path);
  if (text === null) throw new StepFailed(`${path} on server ${server}: expected a file, found none`);
  return text;
}

async function isCached({ server, changes }: ParamsOf<'file.substitute'>, context: StepContext) {
  const cached = await readFile(context, server, CACHE);
  return addressFinder(changes.map(({ old }) => old))(cached).length > 0;
}
