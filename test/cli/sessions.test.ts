/** The sessions against their transcripts. `UPDATE_GOLDENS=1 npm test` writes these anew: review the diff. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { runSession } from '../support/session.ts';

const SESSIONS = 'test/cli/sessions';

for (const file of readdirSync(SESSIONS).sort()) {
  test(`session ${file}`, async () => {
    const golden = `test/golden/${file.replace(/\.session$/, '.txt')}`;
    const transcript = await runSession(readFileSync(`${SESSIONS}/${file}`, 'utf8'));
    if (process.env['UPDATE_GOLDENS'] === '1') writeFileSync(golden, transcript);
    assert.equal(
      transcript,
      existsSync(golden) ? readFileSync(golden, 'utf8') : '',
      `differs from ${golden}`,
    );
  });
}
