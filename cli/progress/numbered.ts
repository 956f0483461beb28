/** The engine tells news; readers want events, numbered without gaps and dated by the run's clock. */
import type { RunEvent, RunNews } from '../../executor/events.ts';

/** A receiver of news that hands events on. @param now milliseconds since the epoch. */
export function numbered(now: () => number, next: (event: RunEvent) => void): (news: RunNews) => void {
  let seq = 0;
  return (news) => {
    next({ ...news, seq, at: new Date(now()).toISOString() });
    seq += 1;
  };
}
