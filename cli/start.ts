/** The edge to the process: its streams, signals and clock, and nothing else. */
import { hostname, userInfo } from 'node:os';
import { createInterface } from 'node:readline/promises';
import { EXIT } from './errors.ts';
import type { Io, Output } from './io.ts';
import { processesHere } from './processes.ts';
import { VERSION } from './version.ts';

const argv = process.argv.slice(2);

// Told without the parser: it is asked by scripts, often, and takes as long as Node's own start.
if (argv.length === 1 && argv[0] === '--version') {
  process.stdout.write(`${VERSION}\n`);
} else {
  // Node ignores it, so that a file that may not grow is an error like a full disk. But write-file-atomic's
  // signal-exit listens for it while it writes, and with its last listener the default comes back: death.
  process.on('SIGXFSZ', () => undefined);
  const { main } = await import('./main.ts');
  process.exitCode = await main(argv, processIo());
}

function processIo(): Io {
  return {
    stdout: outputOf(process.stdout, 'standard output'),
    stderr: outputOf(process.stderr, 'standard error'),
    env: process.env,
    cwd: process.cwd(),
    interactive: process.stdin.isTTY && process.stderr.isTTY,
    ask,
    now: () => Date.now(),
    signals: listen,
    user: { name: userName(), isRoot: process.getuid?.() === 0, host: hostname() },
    processes: processesHere(),
  };
}

/** Ends at the second one: what is under way is not waited for, and the journal tells of all of it. */
function listen(): AbortSignal {
  const first = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (first.signal.aborted) {
        process.stderr.write(
          '\nhnadm: stopped at once: run it again to go on, it looks first at what was under way\n',
        );
        process.exit(EXIT.failed);
      }
      process.stderr.write(
        '\nhnadm: nothing more is started, what runs is let end; once more stops at once\n',
      );
      first.abort(name);
    });
  }
  return first.signal;
}

/**
 * A reader that went away (`hnadm show plan.json | head`) is no error, and must not end a run
 * half-way; a full disk behind a redirection is one, and is told once.
 */
function outputOf(stream: NodeJS.WriteStream, name: string): Output {
  let closed = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (!closed && error.code !== 'EPIPE') {
      process.stderr.write(`hnadm: ${name} can't be written: ${error.code ?? error.message}\n`);
      process.on('exit', () => (process.exitCode ||= EXIT.failed));
    }
    closed = true;
  });
  return {
    write: (text) => {
      if (!closed) stream.write(text);
    },
    isTTY: stream.isTTY,
    columns: stream.isTTY ? stream.columns : 0,
  };
}

async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(question);
  } catch (error) {
    // Ctrl-C and Ctrl-D are an answer too, and it is not yes.
    if (error instanceof Error && error.name === 'AbortError') return '';
    throw error;
  } finally {
    lines.close();
  }
}

/** A user without a name (a container's) still has a number. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
}
