/**
 * Timed events in the order they happen: a binary heap by time, then by number. The number makes the
 * order total, so two events of one millisecond never change places between two runs.
 */

/** Something that happens at a time. */
export interface Timed {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly seq: number;
}

/** A heap, earliest first. Changed by {@link push} and {@link pop} alone. */
export type Queue<T extends Timed> = T[];

/** Adds an event. */
export function push<T extends Timed>(queue: Queue<T>, item: T): void {
  let child = queue.push(item) - 1;
  while (child > 0) {
    const parent = (child - 1) >> 1;
    const above = queue[parent];
    if (above === undefined || before(above, item)) break;
    queue[child] = above;
    child = parent;
  }
  queue[child] = item;
}

/** Takes the earliest event. */
export function pop<T extends Timed>(queue: Queue<T>): T | undefined {
  const first = queue[0];
  const last = queue.pop();
  if (last === undefined || queue.length === 0) return first;
  let parent = 0;
  for (;;) {
    const child = smallerChild(queue, parent);
    const below = queue[child];
    if (below === undefined || before(last, below)) break;
    queue[parent] = below;
    parent = child;
  }
  queue[parent] = last;
  return first;
}

function smallerChild<T extends Timed>(queue: Queue<T>, parent: number): number {
  const left = 2 * parent + 1;
  const a = queue[left];
  const b = queue[left + 1];
  return a !== undefined && b !== undefined && before(b, a) ? left + 1 : left;
}

function before(a: Timed, b: Timed): boolean {
  return a.at < b.at || (a.at === b.at && a.seq < b.seq);
}
