/**
 * A datacenter that knows nothing but images, and files and a lock on its one headnode, and does as it
 * is told: install in so many seconds, refuse, lose the answer. For tests of the engine, which must not depend
 * on the simulator.
 */
import type { Clock } from '../../../triton/clock.ts';
import { lockShelf } from './lock-shelf.ts';
import { TransportError, type CommandResult, type Transport } from '../../../triton/transport.ts';

/** What happens when an image is imported, once each in order; after them it works. */
export type Mishap =
  | 'refused'
  /** Nothing happened, and that is certain. */
  | 'unsent'
  /** It happened, and the answer was lost. */
  | 'lost-after'
  /** It did not happen, and nobody can know. */
  | 'lost-before'
  | 'hangs';

export interface ImageWorld {
  readonly transport: Transport;
  readonly images: Set<string>;
  /** `import n` as they began, `imported n` as they ended. */
  readonly log: string[];
  /** Seconds that an import takes. */
  seconds: (n: number) => number;
  readonly mishaps: Map<number, Mishap[]>;
  /** By server. */
  readonly locks: ReadonlyMap<string, string>;
  /** Servers without sdcadm. */
  readonly withoutSdcadm: Set<string>;
  /** No command is answered while this is true. */
  isCut: boolean;
  /** Files that were put, by path. */
  readonly files: Map<string, string>;
  /** Called when a put is to take effect; may refuse it. */
  onPut: (path: string) => void;
}

/** Its headnode. */
export const HEADNODE = '22222222-2222-4222-8222-222222222222';

/** An empty one. */
export function imageWorld(clock: Clock): ImageWorld {
  const shelf = lockShelf();
  const world: ImageWorld = {
    locks: shelf.links,
    withoutSdcadm: shelf.withoutSdcadm,
    images: new Set(),
    log: [],
    seconds: () => 1,
    mishaps: new Map(),
    isCut: false,
    files: new Map(),
    onPut: () => undefined,
    transport: {
      request: (_endpoint, { path }) =>
        path === '/servers?headnode=true'
          ? Promise.resolve({
              status: 200,
              headers: {},
              body: [{ uuid: HEADNODE, hostname: 'headnode1', status: 'running' }],
            })
          : Promise.reject(new TransportError('no API here', false)),
      pipe: () => Promise.reject(new TransportError('no pipe here', false)),
      put: async (_server, path, content) => {
        await clock.sleep(100);
        world.onPut(path);
        world.files.set(path, content);
      },
      run: async (server, argv, { signal }) => {
        if (argv[0] === 'imgadm') return command(world, clock, argv, signal);
        return shelf.run(server, argv) ?? files(world, argv);
      },
    },
  };
  return world;
}

/** `ls FOLDER` and `cat FILE…`. */
function files({ files }: ImageWorld, [name, ...paths]: readonly string[]): CommandResult {
  if (name === 'cat') return result(0, '', paths.map((path) => files.get(path) ?? '').join(''));
  const below = [...files.keys()].filter((path) => path.startsWith(`${String(paths[0])}/`));
  const names = below.map((path) => path.slice(String(paths[0]).length + 1).split('/')[0]);
  return names.length === 0 ? result(2, 'No such file or directory') : result(0, '', names.join('\n'));
}

async function command(
  world: ImageWorld,
  clock: Clock,
  argv: readonly string[],
  signal: AbortSignal,
): Promise<CommandResult> {
  if (world.isCut) throw new TransportError('connection reset', true);
  const uuid = argv.at(-1) ?? '';
  const n = Number(uuid.slice(-12));
  if (argv[1] === 'get') return result(world.images.has(uuid) ? 0 : 3);
  world.log.push(`import ${String(n)}`);
  const mishap = world.mishaps.get(n)?.shift();
  if (mishap === 'unsent') throw new TransportError('connection refused', false);
  try {
    await clock.sleep(mishap === 'hangs' ? 1e9 : world.seconds(n) * 1000, signal);
  } catch {
    throw new TransportError('aborted', true);
  }
  if (mishap === 'refused') return result(1, 'pool is full');
  if (mishap !== 'lost-before') world.images.add(uuid);
  if (mishap !== undefined) throw new TransportError('connection reset', true);
  world.log.push(`imported ${String(n)}`);
  return result(0);
}

function result(exitCode: number, stderr = '', stdout = ''): CommandResult {
  return { exitCode, stdout, stderr };
}
