/** What the sweep and the soak print: lines, calmly how far they are, and each kind of trouble once. */
import type { Problem } from './judge.ts';

/** Milliseconds between two lines of progress. */
const CALM = 10_000;

/** Prints a line. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Says now and then how far it is, where it has come further. @returns ends it. */
export function progress(howFar: () => string): () => void {
  let last = '';
  const timer = setInterval(() => {
    const line = howFar();
    if (line !== last) say(line);
    last = line;
  }, CALM);
  return () => {
    clearInterval(timer);
  };
}

/** So many kinds of trouble are told in full. */
const TOLD = 25;

/** Tells whether a problem is of a kind that was not told before: UUIDs, addresses and numbers make no kind. */
export function newKinds(): (problem: Problem | undefined) => boolean {
  const known = new Set<string>();
  return (problem) => {
    const kind = `${problem?.oracle ?? ''} ${(problem?.message ?? '').replaceAll(/[0-9a-f]*\d[0-9a-f]*/g, '0').slice(0, 120)}`;
    if (known.has(kind)) return false;
    known.add(kind);
    return known.size <= TOLD;
  };
}
