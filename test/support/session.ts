/**
 * Sessions at the command line, run inside the test and written down as a person would see them. A
 * script holds comments, which are echoed, and command lines after `$`: `hnadm …`, and a few small
 * commands that make files to try. The transcript is compared whole with a golden file, so that a
 * change of anything an operator sees shows as a diff.
 */
import { copyFileSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Io } from '../../cli/io.ts';
import { main } from '../../cli/main.ts';
import { withLeaf } from '../plans/leaves.ts';
import { PROCESSES } from '../executor/support/run-small.ts';

/** An hour after the recorded snapshots were taken. */
const NOW = Date.parse('2026-11-20T09:00:00Z');

/** Runs a script in a folder of its own that holds the recorded snapshots; resolves with its transcript. */
export async function runSession(script: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'hnadm-session-'));
  for (const name of readdirSync('test/snapshots')) {
    copyFileSync(join('test/snapshots', name), join(folder, name));
  }
  const lines: string[] = [];
  try {
    for (const line of script.trimEnd().split('\n')) {
      lines.push(line);
      if (line.startsWith('$ ')) lines.push(...(await runLine(line.slice(2), folder)));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return `${lines.join('\n').replaceAll(folder, '<folder>')}\n`;
}

async function runLine(line: string, folder: string): Promise<readonly string[]> {
  const [first = '', ...filters] = line.split(' | ');
  const [name = '', ...args] = wordsOf(first);
  const shown = await runCommand(name, args, folder);
  return filters.reduce((lines, filter) => through(filter, lines), shown);
}

/** Words between blanks; quotes keep blanks inside. */
function wordsOf(line: string): readonly string[] {
  return Array.from(line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g), ([, a, b, c]) => a ?? b ?? c ?? '');
}

async function runCommand(name: string, args: readonly string[], folder: string): Promise<readonly string[]> {
  if (name === 'hnadm') return hnadm(args, folder);
  const [from = '', to = '', what = '', value = ''] = args;
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');
  const write = (file: string, text: string) => {
    writeFileSync(join(folder, file), text);
  };
  switch (name) {
    // write FILE TEXT
    case 'write':
      write(from, to);
      return [];
    // cut FILE NEW CHARACTERS: keeps the beginning
    case 'cut':
      write(to, read(from).slice(0, Number(what)));
      return [];
    // set FILE NEW PATH JSON: changes one value; the path in the form sapi.services.0.name
    case 'set': {
      const path = what.split('.').map((key) => (/^\d+$/.test(key) ? Number(key) : key));
      write(
        to,
        JSON.stringify(
          withLeaf(JSON.parse(read(from)), path, () => JSON.parse(value) as unknown),
          null,
          2,
        ),
      );
      return [];
    }
    // same FILE OTHER
    case 'same':
      return [read(from) === read(to) ? 'the same bytes' : 'not the same'];
    // journals: every journal there is
    case 'journals': {
      const files = readdirSync(folder, { recursive: true }).map(String);
      return files.filter((file) => file.endsWith('.jsonl')).map(read);
    }
    case 'ls':
      return readdirSync(folder).filter((file) => !file.endsWith('.json') || !from || file.includes(from));
    default:
      throw new Error(`a session knows no command ${JSON.stringify(name)}`);
  }
}

/** stderr's lines are marked, and the exit code is the last line. */
async function hnadm(args: readonly string[], folder: string): Promise<readonly string[]> {
  const told: [mark: string, text: string][] = [];
  const exit = await main(args, sessionIo(folder, told));
  const lines = told.flatMap(([mark, text]) =>
    text
      .replace(/\n$/, '')
      .split('\n')
      .map((line) => `${mark}${line}`.trimEnd()),
  );
  return [...lines, `(exit ${String(exit)})`];
}

function sessionIo(folder: string, told: [string, string][]): Io {
  const output = (mark: string) => ({
    write: (text: string) => void told.push([mark, text]),
    isTTY: false,
    columns: 0,
  });
  return {
    stdout: output(''),
    stderr: output('! '),
    env: { XDG_STATE_HOME: join(folder, 'state'), HOME: folder },
    cwd: folder,
    interactive: false,
    ask: () => Promise.reject(new Error('nobody is there to be asked')),
    now: () => NOW,
    signals: () => new AbortController().signal,
    user: { name: 'operator', isRoot: false, host: 'headnode1' },
    processes: PROCESSES,
  };
}

/** `head -3`, `tail -3` and `grep text`; what the exit code was stays. */
function through(filter: string, lines: readonly string[]): readonly string[] {
  const [name = '', what = ''] = wordsOf(filter);
  const body = lines.slice(0, -1);
  const exit = lines.slice(-1);
  switch (name) {
    case 'head':
      return [...body.slice(0, Number(what.slice(1))), ...exit];
    case 'tail':
      return [...body.slice(body.length - Number(what.slice(1))), ...exit];
    case 'grep':
      return [...body.filter((line) => line.includes(what)), ...exit];
    default:
      throw new Error(`a session knows no filter ${JSON.stringify(name)}`);
  }
}
