/**
 * A datacenter's answers on a tape: recorded from one run, played back to another run of the same
 * plan, which asks the same and gets each answer at once. What such a run takes is the executor's own
 * time; with the simulator below, most of it would be the simulator's.
 */
import { atStandstill } from '../simulator/standstill.ts';
import type { Clock } from '../triton/clock.ts';
import type { Transport } from '../triton/transport.ts';

/** A client's end of the waist, and the clock that goes with it. */
export interface Line {
  readonly transport: Transport;
  readonly clock: Clock;
}

/** Something that reached a caller: how the call of that number ended, or how far it was. */
interface Heard {
  readonly call: number;
  /** Milliseconds since the epoch, virtual. */
  readonly at: number;
  readonly what: { readonly answer: unknown } | { readonly error: unknown } | { readonly bytes: number };
}

/** In the order it was heard, with the time at which the recording began. */
export interface Tape {
  readonly from: number;
  readonly heard: Heard[];
}

/** Begins a recording of everything that is asked through the line. */
export function record({ transport, clock }: Line): Line & { readonly tape: Tape } {
  const tape: Tape = { from: clock.now(), heard: [] };
  let calls = 0;
  const hear = (call: number, what: Heard['what']) => tape.heard.push({ call, at: clock.now(), what });
  const recorded = async <T>(
    signal: AbortSignal | undefined,
    ask: (call: number) => Promise<T>,
  ): Promise<T> => {
    const call = calls++;
    try {
      const answer = await ask(call);
      hear(call, { answer });
      return answer;
    } catch (error) {
      // The caller's own doing, which it will do again.
      if (signal?.aborted !== true) hear(call, { error });
      throw error;
    }
  };
  return {
    tape,
    clock: {
      now: () => clock.now(),
      sleep: (ms, signal) => recorded(signal, () => clock.sleep(ms, signal)),
    },
    transport: {
      request: (to, request) => recorded(request.signal, () => transport.request(to, request)),
      run: (server, argv, options) => recorded(options.signal, () => transport.run(server, argv, options)),
      put: (server, path, content, mode, options) =>
        recorded(options.signal, () => transport.put(server, path, content, mode, options)),
      pipe: (from, to, { signal, onBytes }) =>
        recorded(signal, (call) => {
          const tell = (bytes: number): void => {
            hear(call, { bytes });
            onBytes(bytes);
          };
          return transport.pipe(from, to, { signal, onBytes: tell });
        }),
    },
  };
}

/** Somebody who waits for his part of the tape. */
interface Waiting {
  resolve(answer: unknown): void;
  reject(error: unknown): void;
  readonly onBytes: ((bytes: number) => void) | undefined;
}

/** Plays a tape to whoever asks what was asked when it was recorded, in the same order. */
export function play({ from, heard }: Tape): Line {
  const waiting = new Map<number, Waiting>();
  const standstill = atStandstill();
  let now = from;
  let next = 0;
  let calls = 0;
  let isPlaying = false;

  function goOn(): void {
    isPlaying = false;
    // Whoever still waited has been broken off since.
    if (waiting.size === 0) return;
    const one = heard[next++];
    if (one === undefined) throw new Error('the run asks for more than was recorded: it is another one');
    now = one.at;
    const caller = waiting.get(one.call);
    if ('bytes' in one.what) caller?.onBytes?.(one.what.bytes);
    else {
      waiting.delete(one.call);
      if ('answer' in one.what) caller?.resolve(one.what.answer);
      else caller?.reject(one.what.error);
    }
    start();
  }
  function start(): void {
    if (isPlaying || waiting.size === 0) return;
    isPlaying = true;
    standstill(goOn);
  }
  const ask = <T>(onBytes?: (bytes: number) => void): Promise<T> =>
    new Promise<unknown>((resolve, reject) => {
      waiting.set(calls++, { resolve, reject, onBytes });
      start();
    }) as Promise<T>;
  const sleep: Clock['sleep'] = async (_, signal) => {
    const call = calls;
    // Of all that is asked, only a deadline's sleep is broken off in a run that succeeds.
    const broken = (): void => {
      waiting.get(call)?.reject(signal?.reason);
      waiting.delete(call);
    };
    signal?.addEventListener('abort', broken);
    try {
      await ask();
    } finally {
      signal?.removeEventListener('abort', broken);
    }
  };
  return {
    clock: { now: () => now, sleep },
    transport: {
      request: () => ask(),
      run: () => ask(),
      put: () => ask(),
      pipe: (_, __, { onBytes }) => ask(onBytes),
    },
  };
}
