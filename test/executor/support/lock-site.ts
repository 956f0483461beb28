/**
 * A datacenter of three headnodes that has locks and nothing else, and is told what becomes of each
 * command.
 */
import assert from 'node:assert/strict';
import type { ServerUuid } from '../../../schemas/ids.ts';
import type { Clock } from '../../../triton/clock.ts';
import { TransportError, type Transport } from '../../../triton/transport.ts';
import { lockShelf, type LockShelf } from './lock-shelf.ts';
import { virtualClock } from './virtual-clock.ts';

/** Its headnodes, by UUID. */
export const HEADNODES = [1, 2, 3].map(
  (n) => `${String(n).repeat(8)}-0000-4000-8000-000000000000` as ServerUuid,
);

export type Fate = 'ok' | 'refused' | 'lost before' | 'lost after' | 'failed';

export interface LockSite {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly shelf: LockShelf;
  /** What was asked: the server's first digit, and the first two words of the command. */
  readonly log: string[];
  /** What becomes of a command, of which the first two words are given. */
  fate: (server: string, command: string) => Fate;
  /** What CNAPI does not hear from. */
  readonly silent: Set<string>;
  /** Whether CNAPI answers. */
  cnapi: boolean;
}

/** An unlocked one. */
export function lockSite(): LockSite {
  const shelf = lockShelf();
  const site: LockSite = {
    shelf,
    log: [],
    clock: virtualClock(),
    fate: () => 'ok',
    silent: new Set(),
    cnapi: true,
    transport: {
      request: () =>
        site.cnapi
          ? Promise.resolve({ status: 200, headers: {}, body: listed(site.silent) })
          : Promise.reject(new TransportError('connection refused', false)),
      run: async (server, argv) => {
        const command = argv.slice(0, 2).join(' ');
        const fate = site.fate(server, command);
        site.log.push(`${server.slice(0, 1)} ${command}`);
        if (fate === 'refused') throw new TransportError('connection refused', false);
        if (fate === 'lost before') throw new TransportError('connection reset', true);
        if (fate === 'failed') return { exitCode: 1, stdout: '', stderr: 'Read-only file system' };
        const result = shelf.run(server, argv);
        assert.ok(result, argv.join(' '));
        if (fate === 'lost after') throw new TransportError('connection reset', true);
        return result;
      },
      pipe: () => assert.fail('no pipe here'),
      put: () => assert.fail('no files here'),
    },
  };
  return site;
}

/** As CNAPI lists them: in no order. */
function listed(silent: ReadonlySet<string>): readonly unknown[] {
  const status = (uuid: string) => (silent.has(uuid) ? 'unknown' : 'running');
  return HEADNODES.map((uuid, n) => ({
    uuid,
    hostname: `headnode${String(n)}`,
    status: status(uuid),
  })).reverse();
}
