/**
 * A clock that jumps: when nothing else is left to do, time moves to the next sleeper. Waits of hours
 * take no time, and the order of events is that of the real thing.
 */
import type { Clock } from '../../../triton/clock.ts';

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** Starts at a fixed moment, so that every test's journal is the same each time. */
export function virtualClock(start = Date.parse('2026-11-23T02:00:00.000Z')): Clock {
  let now = start;
  let sleepers: Sleeper[] = [];
  let isPumping = false;

  function pump(): void {
    isPumping = false;
    const next = sleepers.reduce<Sleeper | undefined>(
      (a, b) => (a !== undefined && a.at <= b.at ? a : b),
      undefined,
    );
    if (next === undefined) return;
    sleepers = sleepers.filter((one) => one !== next);
    now = Math.max(now, next.at);
    next.wake();
    keepPumping();
  }

  function keepPumping(): void {
    if (isPumping || sleepers.length === 0) return;
    isPumping = true;
    setImmediate(pump);
  }

  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted === true) {
          reject(signal.reason as Error);
          return;
        }
        const onAbort = () => {
          sleepers = sleepers.filter((one) => one !== sleeper);
          reject(signal?.reason as Error);
        };
        const wake = () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        };
        const sleeper: Sleeper = { at: now + ms, wake };
        sleepers.push(sleeper);
        signal?.addEventListener('abort', onAbort);
        keepPumping();
      }),
  };
}
