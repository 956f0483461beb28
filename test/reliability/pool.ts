/**
 * Worker processes, as many as there are cores: each is given one task after the other and tells its
 * findings as they come. Processes and not threads, because a run that uses up its memory or hangs
 * must not take the others along.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** What goes to a worker and what comes back. */
export interface Errand {
  readonly task: unknown;
  readonly finding: unknown;
}

type FromWorker<E extends Errand> = { readonly finding: E['finding'] } | { readonly ended: true };

/**
 * Has every task carried out by worker processes that run `script`.
 * @throws {Error} where one of them dies.
 */
export async function shareOut<E extends Errand>(
  script: URL,
  tasks: readonly E['task'][],
  onFinding: (finding: E['finding']) => void,
): Promise<void> {
  const left = tasks.toReversed();
  const hands = Math.min(availableParallelism(), tasks.length);
  await Promise.all(Array.from({ length: hands }, () => keepBusy(fork(script), left, onFinding)));
}

function keepBusy<E extends Errand>(
  worker: ChildProcess,
  left: E['task'][],
  onFinding: (finding: E['finding']) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const next = (): void => {
      const task = left.pop();
      if (task === undefined) worker.disconnect();
      else worker.send({ task });
    };
    worker.on('message', (told: FromWorker<E>) => {
      if ('finding' in told) onFinding(told.finding);
      else next();
    });
    worker.on('error', reject);
    worker.on('exit', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`a worker ended with ${signal ?? String(code)}; see what it printed above`));
    });
    next();
  });
}

/** The worker's side: carries out what it is given, in order. */
export function work<E extends Errand>(carryOut: (task: E['task']) => AsyncIterable<E['finding']>): void {
  // Nothing is left to do, or whoever gave the tasks is gone.
  process.on('disconnect', () => process.exit(0));
  process.on('message', ({ task }: Pick<E, 'task'>) => {
    void (async () => {
      for await (const finding of carryOut(task)) process.send?.({ finding });
      process.send?.({ ended: true });
    })();
  });
}
