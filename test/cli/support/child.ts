/**
 * hnadm as a process of its own, on a state directory of its own: what a kill, a full disk or a second
 * machine does can't be shown inside the test's process.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planOf, recorded } from '../../executor/support/simulated.ts';

/** What a process came to. */
export interface Ended {
  /** null: it was killed. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Options {
  /** Is told each line of its progress, and may kill it. */
  readonly onLine?: (line: string, kill: (signal?: NodeJS.Signals) => void) => void;
  /** No file may become larger than so many blocks of 512 bytes. */
  readonly fileBlocks?: number;
}

/** A folder with a plan of a small move and its snapshot; each machine keeps its runs in a folder of its own. */
export function bench(services: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'hnadm-child-'));
  const snapshot = recorded('no-ha');
  const plan = planOf(snapshot, services);
  writeFileSync(join(folder, 'dc.json'), JSON.stringify(snapshot));
  writeFileSync(join(folder, 'plan.json'), JSON.stringify(plan));
  return {
    folder,
    plan,
    /** Runs hnadm on a machine. */
    hnadm: (machine: string, words: string, options: Options = {}) =>
      run(folder, machine, words.split(' '), options),
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
}

function run(
  cwd: string,
  machine: string,
  words: readonly string[],
  { onLine, fileBlocks }: Options,
): Promise<Ended> {
  const script = join(process.cwd(), 'cli/start.ts');
  const hnadm = [process.execPath, '--import', import.meta.resolve('tsx'), script, ...words];
  const limit = fileBlocks === undefined ? 'unlimited' : String(fileBlocks);
  const child = spawn('sh', ['-c', 'ulimit -f "$0" && exec "$@"', limit, ...hnadm], {
    cwd,
    env: { ...process.env, XDG_STATE_HOME: join(cwd, machine) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const told = { stdout: '', stderr: '' };
  let line = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (told.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    told.stderr += text;
    const lines = `${line}${text}`.split('\n');
    line = lines.pop() ?? '';
    for (const one of lines) onLine?.(one, (signal = 'SIGKILL') => child.kill(signal));
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, ...told });
    });
  });
}
