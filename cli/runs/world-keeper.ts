/**
 * When a simulated world is kept: after every record while that is cheap, and of a large world so
 * seldom that keeping takes no more than half of the time. What a kill then costs is the records since
 * the last keeping, and they are rehearsed again.
 */

export interface WorldKeeper {
  /** Keeps it. @throws what keeping throws. */
  readonly keep: (records: number) => void;
  /** Keeps it, unless the last keeping took longer than the time since it ended, or it can't be kept. */
  readonly keepIfCheap: (records: number) => void;
}

/** @param wall milliseconds since the epoch, of the machine. */
export function worldKeeper(write: (records: number) => void, wall: () => number): WorldKeeper {
  let ended = -Infinity;
  let took = 0;
  function keep(records: number): void {
    const began = wall();
    try {
      write(records);
    } finally {
      ended = wall();
      took = ended - began;
    }
  }
  return {
    keep,
    keepIfCheap: (records) => {
      if (wall() - ended <= took) return;
      try {
        keep(records);
      } catch {
        // An older world is as good: the journal is cut to it. What is wrong is told at the end.
      }
    },
  };
}
