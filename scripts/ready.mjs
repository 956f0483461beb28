// Makes a fresh clone ready with nothing but Node and npm: installs what package-lock.json says
// where it is not installed yet, then builds. Only Node's own modules are used here.
import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';

const installed = 'node_modules/.package-lock.json';
const current = existsSync(installed) && statSync(installed).mtimeMs >= statSync('package-lock.json').mtimeMs;
const run = (command, ...args) => execFileSync(command, args, { stdio: ['ignore', 2, 2] });

// npm ci builds too: its `prepare` script is the build.
if (current) run(process.execPath, 'scripts/build.mjs');
else run('npm', 'ci', '--engine-strict', '--no-audit', '--no-fund', '--loglevel=error');
