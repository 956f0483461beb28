/**
 * Calls when everything waits: when no task can run on without the clock or the transport. That is
 * recognised by Node: a tick that is asked for by a microtask comes when all microtasks are drained,
 * and so does whatever the event loop does next. It is the one effect that the simulator has, and no
 * one can observe it: neither its order nor its time ever enters the world.
 */

/**
 * Calls after which the event loop gets its turn. It is asked seldom, because a turn of it costs more
 * than most events, and it is asked at all, because a signal, a terminal or a file would otherwise
 * wait for the end of a run.
 */
const CALLS_A_TURN = 64;

/** Makes what calls a function once everything waits. */
export function atStandstill(): (then: () => void) => void {
  let calls = 0;
  return (then) => {
    calls = (calls + 1) % CALLS_A_TURN;
    // eslint-disable-next-line no-restricted-globals -- the one effect: see the head of this file
    if (calls === 0) setImmediate(then);
    else
      queueMicrotask(() => {
        // eslint-disable-next-line no-restricted-globals -- likewise
        process.nextTick(then);
      });
  };
}
