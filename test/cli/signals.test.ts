/** Interrupted by signals: the first one ends a run in good order, the second one at once. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { bench } from './support/child.ts';

const APPLY = 'apply plan.json --simulate dc.json -y --open-gates all';
const here = bench(['vmapi', 'imgapi']);
after(here.remove);

describe('a run', () => {
  it('that is interrupted lets end what runs, closes what is open, and is gone on from', async () => {
    const first = await here.hnadm('once', APPLY, {
      onLine: (line, kill) => {
        if (/start {2}imgapi\/cutover\/stop-old/.test(line)) kill('SIGTERM');
      },
    });
    assert.equal(first.code, 1);
    assert.match(first.stderr, /nothing more is started, what runs is let end/);
    assert.match(first.stderr, /done {3}imgapi\/cutover\/stop-old/);
    assert.match(first.stderr, /run ended: interrupted: .*run it again to go on/);
    const next = await here.hnadm('once', APPLY);
    assert.equal(next.code, 0, next.stderr);
  });

  it('that is interrupted twice ends at once, and is gone on from', async () => {
    const first = await here.hnadm('twice', APPLY, {
      onLine: (line, kill) => {
        if (!/start {2}imgapi\/prepare\/first-copy/.test(line)) return;
        kill('SIGINT');
        kill('SIGHUP');
      },
    });
    assert.equal(first.code, 1);
    assert.match(first.stderr, /stopped at once: run it again to go on/);
    assert.doesNotMatch(first.stderr, /run ended/);
    const next = await here.hnadm('twice', APPLY);
    assert.equal(next.code, 0, next.stderr);
  });
});
