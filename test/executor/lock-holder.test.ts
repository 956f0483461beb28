/** A lock's line: read back as it was written, short enough for a link, and nothing else is believed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isSameRun, readHolder, writeHolder, type Holder } from '../../executor/lock-holder.ts';
import type { RunId, StepId } from '../../schemas/ids.ts';

const run = '0123456789abcdef' as RunId;
const since = '2026-11-23T02:00:00.000Z';
const atWork: Holder = {
  run,
  by: 'ann',
  host: 'laptop',
  since,
  state: { kind: 'process', process: { pid: 4711, start: '812' } },
};
const latched: Holder = { ...atWork, state: { kind: 'latch', step: 'imgapi/commit/delete' as StepId } };

test('lines that people can read', () => {
  const before = `hnadm-lock-1?run=${run}&by=ann&host=laptop&since=${since}`;
  assert.equal(writeHolder(atWork), `${before}&pid=4711&start=812`);
  assert.equal(writeHolder(latched), `${before}&latch=imgapi/commit/delete`);
});

test('are read back, whatever the names are, and fit into a link', () => {
  const name = fc.string({ maxLength: 400, unit: 'binary' });
  const state = fc.oneof(
    fc.record({
      kind: fc.constant('process' as const),
      process: fc.record({ pid: fc.nat(), start: name }),
    }),
    fc.record({ kind: fc.constant('latch' as const), step: name.map((text) => `a/${text}` as StepId) }),
  );
  fc.assert(
    fc.property(name, name, state, (by, host, how) => {
      const holder = { ...atWork, by, host, state: how };
      const line = writeHolder(holder);
      assert.match(line, /^[\x21-\x7e]{1,1000}$/);
      const read = readHolder(line);
      assert.ok(read, line);
      assert.equal(writeHolder(read), line);
      assert.ok(isSameRun(read, holder));
      assert.ok(!isSameRun(read, { ...holder, host: `x${host}` }) || host.startsWith('x'));
    }),
  );
});

test('with anything changed are not believed, or say another thing', () => {
  for (const holder of [atWork, latched]) {
    const line = writeHolder(holder);
    assert.deepEqual(readHolder(line), holder);
    for (let at = 0; at < line.length; at += 1) {
      for (const wrong of ['', '%', '&', '\n', '0x', 'é']) {
        const changed = line.slice(0, at) + wrong + line.slice(at + 1);
        const read = readHolder(changed);
        if (read !== null) assert.equal(writeHolder(read), changed);
        if (changed !== line) assert.notDeepEqual(read, holder, changed);
      }
    }
  }
  for (const line of ['', 'hnadm-lock-1?', `${writeHolder(atWork)}&latch=x`, `${writeHolder(atWork)}\n`]) {
    assert.equal(readHolder(line), null);
  }
});
