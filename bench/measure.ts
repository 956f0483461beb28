/**
 * Measures whole node processes from outside: wall time around the process, and its peak memory as
 * the kernel counted it. In-process timers would leave out start-up and what the exit costs.
 */
import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

export interface Sample {
  /** Milliseconds from spawn to exit. */
  readonly milliseconds: number;
  /** Bytes. */
  readonly peakBytes: number;
}

const usage = fileURLToPath(new URL('usage.mjs', import.meta.url));

/**
 * Runs `node` with arguments once.
 * @throws {Error} when it does not exit with 0, with what it said on stderr.
 */
export async function measure(args: readonly string[]): Promise<Sample> {
  const started = performance.now();
  const child = spawn(process.execPath, ['--import', usage, ...args], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  const reported: string[] = [];
  child.stderr?.setEncoding('utf8').on('data', (text: string) => said.push(text));
  child.stdio[3]?.on('data', (data: Buffer) => reported.push(data.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  const milliseconds = performance.now() - started;
  if (code !== 0) throw new Error(`node ${args.join(' ')} exited with ${String(code)}: ${said.join('')}`);
  const { maxRssBytes } = JSON.parse(reported.join('')) as { readonly maxRssBytes: number };
  return { milliseconds, peakBytes: maxRssBytes };
}

/** The middle of some numbers. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1] ?? Number.NaN;
  const high = sorted[Math.floor(middle)] ?? Number.NaN;
  return (low + high) / 2;
}
