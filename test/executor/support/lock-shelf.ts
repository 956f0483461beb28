/**
 * The commands that locks are made of, on nothing but a map of links: for worlds that are told what to
 * do, and as a second opinion beside the simulator's.
 */
import type { CommandResult } from '../../../triton/transport.ts';

export interface LockShelf {
  /** Targets by server. */
  readonly links: Map<string, string>;
  /** Servers whose folder was made. */
  readonly folders: Set<string>;
  /** Servers without sdcadm. */
  readonly withoutSdcadm: Set<string>;
  /** Who holds sdcadm's lock: how the link begins on which its holder goes, or `sdcadm`. */
  readonly sdcadm: Map<string, string>;
  /** The command's result; null: it is none of a lock's. */
  run(server: string, argv: readonly string[]): CommandResult | null;
}

/** An empty one. */
export function lockShelf(): LockShelf {
  const links = new Map<string, string>();
  const folders = new Set<string>();
  const withoutSdcadm = new Set<string>();
  const sdcadm = new Map<string, string>();
  return {
    links,
    folders,
    withoutSdcadm,
    sdcadm,
    run(server, argv) {
      const [target = ''] = argv.slice(2);
      const found = links.get(server);
      const holder = sdcadm.get(server) ?? 'sdcadm';
      if (holder !== 'sdcadm' && found?.startsWith(holder) !== true) sdcadm.delete(server);
      switch (argv.slice(0, 2).join(' ')) {
        case 'ls /opt/smartdc/sdcadm/node_modules/qlocker':
          return withoutSdcadm.has(server) ? result(2, 'No such file or directory') : result(0);
        case '/opt/smartdc/sdcadm/node/bin/node -e': {
          const mine = argv.at(-1) ?? '';
          const others = sdcadm.get(server) ?? mine;
          if (others !== mine) return { ...result(0), stdout: 'busy\n' };
          sdcadm.set(server, mine);
          return { ...result(0), stdout: 'held\n' };
        }
        case 'fuser /var/run/sdcadm.lock':
          return { ...result(0), stdout: sdcadm.has(server) ? '    4242' : '' };
        case 'cat /var/run/sdcadm.lock':
          return result(0);
        case 'mkdir -p':
          folders.add(server);
          return result(0);
        case 'ln -s':
          if (!folders.has(server)) return result(2, 'No such file or directory');
          if (found !== undefined) return result(2, 'File exists');
          links.set(server, target);
          return result(0);
        case 'ln -sf':
          links.set(server, target);
          return result(0);
        case 'ls -l':
          if (found === undefined) return result(2, 'No such file or directory');
          return {
            ...result(0),
            stdout: `lrwxrwxrwx 1 root root 9 Nov 23 02:00 /var/hnadm/lock -> ${found}\n`,
          };
        case 'rm -f':
          links.delete(server);
          return result(0);
        default:
          return null;
      }
    },
  };
}

function result(exitCode: number, stderr = ''): CommandResult {
  return { exitCode, stdout: '', stderr };
}
