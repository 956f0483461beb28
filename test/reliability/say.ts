/** What the sweep and the soak print: lines, and calmly how far they are. */

/** Milliseconds between two lines of progress. */
const CALM = 10_000;

/** Prints a line. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Says now and then how far it is. @returns ends it. */
export function progress(howFar: () => string): () => void {
  const timer = setInterval(() => {
    say(howFar());
  }, CALM);
  return () => {
    clearInterval(timer);
  };
}
