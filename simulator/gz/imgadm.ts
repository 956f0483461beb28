/** imgadm: images of a server's pool (smartos-live src/img). Exit 3: not installed. */
import { exit, success, type GlobalZoneCommand, type Invocation } from './command.ts';
import { isFull, NO_SPACE } from '../faults/full-pool.ts';
import { isServing } from '../serving.ts';
import { text } from '../rows.ts';
import type { CommandResult } from '../../triton/transport.ts';
import type { World } from '../world.ts';

export const imgadm: GlobalZoneCommand = {
  takes: (invocation) => {
    const [verb] = invocation.args;
    const missing = verb === 'import' ? chain(invocation.world, imageOf(invocation)) : [];
    const needed = missing.filter((image) => !isInstalled(invocation, image));
    return needed.length === 0 ? ['command'] : needed.map(() => 'imageImport' as const);
  },
  end: (invocation) => {
    const [verb = ''] = invocation.args;
    const image = imageOf(invocation);
    if (verb === 'get') return get(invocation, image);
    if (verb === 'import') return imported(invocation, image);
    return exit(2, `imgadm: error (UnknownCommand): unknown command: "${verb}"`);
  },
};

function imageOf({ args }: Invocation): string {
  return args.findLast((arg) => !arg.startsWith('-')) ?? '';
}

function isInstalled({ world, server }: Invocation, image: string): boolean {
  return world.installed.get(server)?.has(image) === true;
}

/** An image and its origins. */
function chain(world: World, image: string): readonly string[] {
  const origin = text(world.images.get(image), 'origin');
  return origin === undefined ? [image] : [image, ...chain(world, origin)];
}

function get(invocation: Invocation, image: string): CommandResult {
  if (!isInstalled(invocation, image)) {
    return exit(
      3,
      `imgadm get: error (ImageNotInstalled): image "${image}" is not installed on zpool "zones"`,
    );
  }
  const manifest = invocation.world.images.get(image) ?? { uuid: image };
  return success(`${JSON.stringify({ manifest, zpool: 'zones' }, null, 2)}\n`);
}

function imported(invocation: Invocation, image: string): CommandResult {
  const { world, server } = invocation;
  if (isInstalled(invocation, image)) return success();
  if (!isServing(world, 'imgapi')) {
    const source = `http://imgapi.${world.origin.domain}`;
    return exit(1, `imgadm import: error (SourcePing): unexpected ping error using image source "${source}"`);
  }
  if (world.origin.parts.imgapi && !world.images.has(image)) {
    return exit(
      1,
      `imgadm import: error (ActiveImageNotFound): an active image with uuid or docker repo:tag "${image}" was not found in image sources`,
    );
  }
  if (isFull(world, server)) return exit(1, `imgadm import: error (InternalError): ${NO_SPACE}`);
  for (const each of chain(world, image)) world.installed.get(server)?.add(each);
  return success();
}
