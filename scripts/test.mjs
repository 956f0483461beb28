// Runs the tests: all of them, or the files named on the command line.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';

const all = readdirSync('test', { recursive: true })
  .map((name) => `test/${name}`)
  .filter((name) => name.endsWith('.test.ts'))
  .sort();
const files = process.argv.slice(2);
const { status } = spawnSync(
  process.execPath,
  ['--import', 'tsx', '--test', ...(files.length ? files : all)],
  { stdio: 'inherit' },
);
process.exitCode = status ?? 1;
