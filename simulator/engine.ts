/**
 * The engine between clients and a world: virtual time, and the transport. Time moves only when
 * every task waits for the clock or the transport.
 */
import type { Clock } from '../triton/clock.ts';
import {
  commandText,
  TransportError,
  type CommandResult,
  type HttpResponse,
  type Transport,
} from '../triton/transport.ts';
import { draw, type Duration } from './durations.ts';
import { metCommand, metRequest, metTransfer, type Interference } from './faults/calls.ts';
import { isSilent } from './faults/silent-server.ts';
import { mayCut } from './faults/transfers.ts';
import { commandNamed } from './gz/commands.ts';
import { happen } from './happen.ts';
import { pop } from './queue.ts';
import { text } from './rows.ts';
import { reply, schedule } from './schedule.ts';
import { atStandstill } from './standstill.ts';
import { beginTransfer, bytesSoFar, cutTransfer, type PipeResult } from './zfs/transfer.ts';
import type { Happening, Outcome, SentRequest, World } from './world.ts';

/** Somebody who waits for an answer. */
interface Waiting {
  settle(outcome: Outcome<unknown>): void;
  onProgress?(): void;
}

export interface Engine {
  readonly clock: Clock;
  readonly transport: Transport;
  /** Nobody who waits now ever hears anything. */
  readonly forgetClients: () => void;
}

/** Makes clock and transport of a world. */
export function engine(world: World): Engine {
  const clients = createClients(world);
  const { forget } = clients;
  return { clock: clockOf(world, clients), transport: transportOf(world, clients), forgetClients: forget };
}

type Clients = ReturnType<typeof createClients>;

/** Those who wait, and the pump that lets events happen while anybody does. */
function createClients(world: World) {
  const waiting = new Map<number, Waiting>();
  // One listener a signal: a step's signal sees hundreds of waits, and each listener is costly.
  const waits = new WeakMap<AbortSignal, Set<() => void>>();
  const standstill = atStandstill();
  let pumping = false;

  /** What is to be told when a signal is aborted. */
  function waitsOf(signal: AbortSignal): Set<() => void> {
    const known = waits.get(signal);
    if (known !== undefined) return known;
    const made = new Set<() => void>();
    waits.set(signal, made);
    const tell = () => {
      for (const aborted of made) aborted();
    };
    signal.addEventListener('abort', tell, { once: true });
    return made;
  }

  function pump(): void {
    pumping = false;
    while (waiting.size > 0) {
      const event = pop(world.queue);
      if (event === undefined) return;
      const { at, what } = event;
      world.now = Math.max(world.now, at);
      if (what.kind === 'transfer') waiting.get(what.client)?.onProgress?.();
      const answered = happen(world, what);
      if (answered === null) continue;
      const client = waiting.get(answered.client);
      if (client === undefined) continue;
      waiting.delete(answered.client);
      client.settle(answered.outcome);
      break;
    }
    start();
  }

  function start(): void {
    if (pumping || waiting.size === 0) return;
    pumping = true;
    standstill(pump);
  }

  /**
   * Waits for the answer to what `send` puts into the queue.
   * @throws {TransportError} where there is none; what `onAbort` makes when the signal is aborted.
   */
  function wait<T>(
    send: (client: number) => Outcome<T> | null,
    signal: AbortSignal | undefined,
    onAbort: (client: number) => Error,
    onProgress?: (client: number) => void,
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const client = world.seq++;
      const aborted = (): void => {
        if (waiting.delete(client)) reject(onAbort(client));
      };
      const settle = (outcome: Outcome<unknown>): void => {
        if (signal !== undefined) waitsOf(signal).delete(aborted);
        if ('answer' in outcome) resolve(outcome.answer as T);
        else reject(new TransportError(outcome.noAnswer, outcome.sent));
      };
      const now = send(client);
      if (now !== null) {
        settle(now);
        return;
      }
      waiting.set(client, {
        settle,
        ...(onProgress === undefined
          ? {}
          : {
              onProgress: () => {
                onProgress(client);
              },
            }),
      });
      if (signal !== undefined) waitsOf(signal).add(aborted);
      start();
    });
  }
  return {
    wait,
    forget: (): void => {
      waiting.clear();
    },
  };
}

function clockOf(world: World, { wait }: Clients): Clock {
  return {
    now: () => world.now,
    sleep: (ms, signal) => {
      if (signal?.aborted === true) return Promise.reject(reasonOf(signal));
      const send = later(world, Math.max(0, ms), (client) => ({ kind: 'wake', client }));
      return wait<undefined>(send, signal, () => reasonOf(signal));
    },
  };
}

function reasonOf(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason;
  return reason instanceof Error ? reason : new Error('interrupted');
}

function later(world: World, after: number, happening: (client: number) => Happening) {
  return (client: number): null => {
    schedule(world, after, happening(client));
    return null;
  };
}

const cut = (what: string): TransportError => new TransportError(`${what} was interrupted`, true);
const notSent = (what: string): TransportError =>
  new TransportError(`${what} was not sent: interrupted before`, false);

function transportOf(world: World, { wait }: Clients): Transport {
  return {
    request: (to, { method, path, headers, body, signal }) => {
      const what = `${method} ${path}`;
      if (signal.aborted) return Promise.reject(notSent(what));
      const request: SentRequest = { method, path, headers: lowerCased(headers ?? {}), body };
      const after = draw(world.random, method === 'GET' || method === 'HEAD' ? 'apiRead' : 'apiWrite');
      const arrive = (client: number) => ({ kind: 'request', client, to, request }) as const;
      const met = metRequest(world, to, request);
      const send = met === null ? later(world, after, arrive) : interfered(world, met, after, arrive);
      return wait<HttpResponse>(send, signal, () => cut(what));
    },
    run: (server, argv, { stdin = '', signal }) => {
      const what = commandText(argv);
      if (signal.aborted) return Promise.reject(notSent(what));
      const unreachable = whyUnreachable(world, server);
      if (unreachable !== null) return wait<CommandResult>(unreachable, signal, () => notSent(what));
      const [name = '', ...args] = argv;
      const command = commandNamed(name);
      const after = sum(world, command.takes({ world, server, args, stdin }));
      const arrive = (client: number) => ({ kind: 'command', client, server, argv, stdin }) as const;
      const met = metCommand(world, server, argv);
      if (met === null || met.arrives) command.begin?.({ world, server, args, stdin });
      const send = met === null ? later(world, after, arrive) : interfered(world, met, after, arrive);
      return wait<CommandResult>(send, signal, () => cut(what));
    },
    pipe: (from, to, { signal, onBytes }) => {
      const what = `${from.argv.join(' ')} | ${to.argv.join(' ')}`;
      if (signal.aborted) return Promise.reject(notSent(what));
      const unreachable = whyUnreachable(world, from.server) ?? whyUnreachable(world, to.server);
      if (unreachable !== null) return wait<PipeResult>(unreachable, signal, () => notSent(what));
      const met = metTransfer(world, what);
      const send = (client: number): Outcome<PipeResult> | null => {
        if (met !== null) return met.outcome as Outcome<PipeResult>;
        const result = beginTransfer(world, client, from, to);
        if (result !== null)
          schedule(world, draw(world.random, 'zfsCommand'), {
            kind: 'reply',
            client,
            outcome: { answer: result },
          });
        else mayCut(world, client);
        return null;
      };
      const onAbort = (client: number): TransportError => {
        cutTransfer(world, client);
        return cut(what);
      };
      return wait<PipeResult>(send, signal, onAbort, (client) => {
        const transfer = world.transfers.get(client);
        if (transfer !== undefined) onBytes(bytesSoFar(transfer, world.now));
      });
    },
    put: (server, path, content, mode, { signal }) => {
      if (signal.aborted) return Promise.reject(notSent(path));
      const file = `${server}:${path}`;
      const after = draw(world.random, 'command');
      const put = { content, mode };
      const arrive = (client: number) => ({ kind: 'put', client, file, put }) as const;
      const met = metCommand(world, server, ['put', path]);
      const send = met === null ? later(world, after, arrive) : interfered(world, met, after, arrive);
      return wait<undefined>(whyUnreachable(world, server) ?? send, signal, () => cut(path));
    },
  };
}

/** A call that a fault meets: its effect, if it arrives, has nobody waiting for it. */
function interfered(
  world: World,
  { outcome, share, arrives }: Interference,
  after: number,
  arrive: (client: number) => Happening,
) {
  return (client: number): null => {
    if (arrives) schedule(world, after, arrive(world.seq++));
    reply(world, client, Math.round(share * after), outcome);
    return null;
  };
}

function sum(world: World, durations: readonly Duration[]): number {
  return durations.reduce((total, duration) => total + draw(world.random, duration), 0);
}

function lowerCased(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** How a connection to a server fails, or null where it doesn't. */
function whyUnreachable(world: World, server: string): ((client: number) => null) | null {
  const row = world.servers.get(server);
  if (row !== undefined && text(row, 'status') !== 'unknown' && !isSilent(world, server)) return null;
  const noAnswer =
    row === undefined ? `no server ${server}` : `connect to ${String(row['hostname'])} timed out`;
  const after = draw(world.random, row === undefined ? 'command' : 'unreachable');
  return later(world, after, (client) => ({ kind: 'reply', client, outcome: { noAnswer, sent: false } }));
}
