// The main job in under a minute, on a simulated datacenter: snapshot → plan → show → apply.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'hnadm-demo-'));
const snapshot = 'test/snapshots/three-headnodes.json';
const plan = join(folder, 'plan.json');
const after = join(folder, 'after.json');

/** Says what comes, shows the command, runs it, and stops the demo where it ended otherwise than it should. */
function step(words, expected, ...args) {
  const shown = args.map((arg) => arg.replace(`${folder}/`, '')).join(' ');
  process.stdout.write(`\n— ${words}\n\n$ hnadm ${shown}\n`);
  const { status } = spawnSync(process.execPath, ['bin/hnadm', ...args], {
    stdio: 'inherit',
    env: { ...process.env, XDG_STATE_HOME: folder },
  });
  if (status !== expected) throw new Error(`hnadm ${shown} ended with ${status}, expected ${expected}`);
}

try {
  step(
    'A recorded datacenter: three headnodes, nearly everything on the first.',
    0,
    'servers',
    '-s',
    snapshot,
  );
  step(
    'Plan to empty headnode0.',
    0,
    'plan',
    'migrate',
    'headnode0',
    'headnode1',
    '--all',
    '--allow-degraded',
    '-s',
    snapshot,
    '-o',
    plan,
  );
  step('What the plan would do.', 0, 'show', plan, '--brief');
  step(
    'Carry it out on a simulated datacenter. It ends at the gate: nothing is deleted yet.',
    5,
    'apply',
    plan,
    '--simulate',
    snapshot,
    '-y',
  );
  step(
    'Later, open the gate: the replaced zones are deleted.',
    0,
    'apply',
    plan,
    '--simulate',
    snapshot,
    '-y',
    '--open-gates',
    'all',
    '--snapshot-out',
    after,
  );
  step('What runs where now.', 0, 'instances', '-s', after, '--sort', 'hostname');
  step(
    'Planned again, nothing is left to do.',
    0,
    'plan',
    'migrate',
    'headnode0',
    'headnode1',
    '--all',
    '--allow-degraded',
    '-s',
    after,
    '-o',
    plan,
  );
  step('A plan without steps.', 0, 'show', plan, '--brief');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
