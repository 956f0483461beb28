/** Installs an image in a server's pool, so that the create that needs it doesn't wait for the download. */
import { hasImage, importImage } from '../../triton/global-zone/imgadm.ts';
import type { Action } from '../action.ts';
import { conflict, done, ready } from '../answers.ts';

export const imageInstall: Action<'image.install'> = {
  name: 'image.install',
  version: 1,
  async probe({ server, image, origin }, context) {
    if (await hasImage(context, server, image)) return done;
    if (origin === null || (await hasImage(context, server, origin))) return ready;
    return conflict(`image:${server}/${image}`, `its origin ${origin} installed`, 'not installed');
  },
  async apply({ server, image }, context) {
    await importImage(context, server, image);
  },
};
