/** ls and cat on files that the model knows of: the markers that a zone's setup.sh leaves, what was put there, links, sdcadm's, and zoo.cfg. */
import { exit, looking, success, type GlobalZoneCommand, type Invocation } from './command.ts';
import { longLine } from './links.ts';
import { sitterConfig } from '../manatee/sitter-config.ts';
import { isOfSdcadm, lockText } from './sdcadm.ts';
import { written, ZOO_CFG } from '../zookeeper/config.ts';

const MARKER = /^\/zones\/([0-9a-f-]{36})\/root\/var\/svc\/(setup_complete|setup_failed)$/;

const IN_ZONE = /^\/zones\/([0-9a-f-]{36})\/root(\/.*)$/;

export const ls: GlobalZoneCommand = looking((invocation) => {
  const path = invocation.args.at(-1) ?? '';
  const long = invocation.args[0] === '-l' ? longLine(invocation, path) : null;
  if (long !== null) return success(long);
  if (isMarker(invocation, path) || contentOf(invocation, path) !== undefined) return success(`${path}\n`);
  if (isOfSdcadm(invocation, path)) return success('index.js\nlib\npackage.json\n');
  const names = namesIn(invocation, path);
  if (names.length > 0) return success(names.map((name) => `${name}\n`).join(''));
  return exit(2, `${path}: No such file or directory`);
});

export const cat: GlobalZoneCommand = looking((invocation) => {
  const contents = invocation.args.map((path) => contentOf(invocation, path));
  const missing = invocation.args.filter((_, index) => contents[index] === undefined);
  const complaints = missing.map((path) => `cat: cannot open ${path}: No such file or directory`);
  return exit(missing.length > 0 ? 2 : 0, complaints.join('\n'), contents.join(''));
});

function isMarker({ world, server }: Invocation, path: string): boolean {
  const [, uuid = '', marker = ''] = MARKER.exec(path) ?? [];
  const zone = world.zones.get(uuid);
  return zone?.server === server && marker === 'setup_complete' && zone.setUp;
}

function contentOf(invocation: Invocation, path: string): string | undefined {
  const { world, server } = invocation;
  return (
    world.files.get(`${server}:${path}`)?.content ??
    lockText(invocation, path) ??
    sitterConfig(world, server, path) ??
    zooCfg(invocation, path)
  );
}

/** The list alone of a binder zone's `zoo.cfg`. */
function zooCfg({ world, server }: Invocation, path: string): string | undefined {
  const [, uuid = '', inZone] = IN_ZONE.exec(path) ?? [];
  const member = world.zookeepers.get(uuid);
  if (inZone !== ZOO_CFG || world.zones.get(uuid)?.server !== server || member === undefined)
    return undefined;
  return `tickTime=2000\nclientPort=2181\n${written(member.servers)}`;
}

/** A folder is there as long as a file is in it. */
function namesIn({ world, server }: Invocation, folder: string): readonly string[] {
  const prefix = `${server}:${folder}/`;
  const below = [...world.files.keys()].filter((file) => file.startsWith(prefix));
  return [...new Set(below.map((file) => file.slice(prefix.length).split('/')[0] ?? ''))].toSorted();
}
