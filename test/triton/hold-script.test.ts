/**
 * The scripts that keep sdcadm out, as real processes. Of qlocker they need a lock that waits and lives as
 * long as its process: here that is a port of this machine, which one process has and the kernel gives back.
 */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { HOLD, START } from '../../triton/global-zone/hold-script.ts';

const folder = mkdtempSync(join(tmpdir(), 'hnadm-hold-'));
const QLOCKER = join(folder, 'qlocker.js');
const FILE = join(folder, 'sdcadm.lock');
const LINK = join(folder, 'lock');
const ONE = 'hnadm-lock-1?run=1111111111111111&';
const OTHER = 'hnadm-lock-1?run=2222222222222222&';

before(async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  writeFileSync(
    QLOCKER,
    `exports.lock = function (path, callback) {
      require('fs').open(path, 'w+', 420, function (error) {
        if (error) return callback(error);
        (function attempt() {
          var server = require('net').createServer();
          server.on('error', function () { setTimeout(attempt, 20); });
          server.listen(${String(port)}, '127.0.0.1', function () { callback(null); });
        })();
      });
    };`,
  );
});
after(async () => {
  rmSync(LINK, { force: true });
  await until(isFree);
  rmSync(folder, { recursive: true });
});

/** Puts the run's lock there, in place of another. */
function lock(line: string): void {
  symlinkSync(line, `${LINK}.new`);
  renameSync(`${LINK}.new`, LINK);
}

function hold(run: string, qlocker = QLOCKER) {
  const argv = ['-e', START, process.execPath, '-e', HOLD, qlocker, FILE, LINK, run];
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8' });
  return { status, stdout, stderr };
}

const HELD = { status: 0, stdout: 'held\n', stderr: '' };
const BUSY = { status: 0, stdout: 'busy\n', stderr: '' };

/** Somebody else who takes the lock, as sdcadm does, and tells when it is his. */
function somebody() {
  const script = `require(${JSON.stringify(QLOCKER)}).lock(${JSON.stringify(FILE)}, function () { console.log('mine'); })`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const seen = { isHis: false };
  child.stdout.once('data', () => (seen.isHis = true));
  const ended = new Promise((resolve) => child.once('close', resolve));
  return {
    seen,
    end: () => {
      child.kill('SIGKILL');
      return ended;
    },
  };
}

/** Whether nobody holds the lock: whoever asks gets it at once, and gives it back. */
async function isFree(): Promise<boolean> {
  const asking = somebody();
  await sleep(300);
  await asking.end();
  return asking.seen.isHis;
}

async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  for (let n = 0; !(await holds()); n += 1) {
    assert.ok(n < 50, 'it never came to that');
    await sleep(100);
  }
}

it('the lock is held by one process that outlives who started it, for one run', async () => {
  lock(`${ONE}pid=1`);
  assert.deepEqual(hold(ONE), HELD);
  assert.equal(readFileSync(FILE, 'utf8'), `${ONE}pid=1\n`);
  assert.equal(await isFree(), false);
  // Again, as after a lost answer; in a new process of the run; and behind a latch.
  assert.deepEqual(hold(ONE), HELD);
  lock(`${ONE}pid=2`);
  assert.deepEqual(hold(ONE), HELD);
  lock(`${ONE}latch=a`);
  await sleep(1500);
  assert.equal(await isFree(), false);
});

it('who waits for it empties its file, and gets it when the run’s lock is gone', async () => {
  lock(`${ONE}pid=1`);
  assert.deepEqual(hold(ONE), HELD);
  const waiting = somebody();
  await sleep(1500);
  assert.equal(waiting.seen.isHis, false);
  assert.match(readFileSync(FILE, 'utf8'), /^hnadm-lock-1\?run=1111111111111111&/);
  assert.deepEqual(hold(ONE), HELD);
  rmSync(LINK);
  await until(() => waiting.seen.isHis);
  lock(`${ONE}pid=1`);
  assert.deepEqual(hold(ONE), BUSY);
  await waiting.end();
  assert.deepEqual(hold(ONE), HELD);
});

it('another run gets it when the lock names that one', async () => {
  lock(`${ONE}pid=1`);
  assert.deepEqual(hold(ONE), HELD);
  lock(`${OTHER}pid=2`);
  assert.deepEqual(hold(OTHER), HELD);
  assert.equal(readFileSync(FILE, 'utf8'), `${OTHER}pid=2\n`);
});

it('nobody holds it for a lock that is not there, or without qlocker', async () => {
  rmSync(LINK, { force: true });
  await until(isFree);
  hold(ONE);
  await until(isFree);
  lock(`${ONE}pid=1`);
  const { status, stderr } = hold(ONE, '/nowhere/qlocker');
  assert.equal(status, 1);
  assert.match(stderr, /^Cannot find module '\/nowhere\/qlocker'\n/);
});
