/** ls on files that the model knows of: the markers that a zone's setup.sh leaves, and what was put there. */
import { exit, looking, success, type GlobalZoneCommand } from './command.ts';

const MARKER = /^\/zones\/([0-9a-f-]{36})\/root\/var\/svc\/(setup_complete|setup_failed)$/;

export const ls: GlobalZoneCommand = looking(({ world, server, args }) => {
  const path = args.at(-1) ?? '';
  const [, uuid = '', marker = ''] = MARKER.exec(path) ?? [];
  const zone = world.zones.get(uuid);
  const isMarker = zone?.server === server && marker === 'setup_complete' && zone.setUp;
  if (isMarker || world.files.has(`${server}:${path}`)) return success(`${path}\n`);
  return exit(2, `${path}: No such file or directory`);
});
