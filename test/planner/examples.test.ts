/**
 * The plans in plans/examples are those of the recorded datacenters in test/snapshots, to the byte:
 * a change in planning shows as a diff that a person reviews. UPDATE_GOLDENS=1 writes them anew.
 */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { lint } from '../../plans/lint.ts';
import { planMigrate } from '../../planner/plan-migrate.ts';
import { sha256 } from '../../schemas/canonical.ts';
import { validatePlan, validateSnapshot } from '../../schemas/validate.ts';

const names = readdirSync('test/snapshots').map((file) => file.replace(/\.json$/, ''));

for (const name of names) {
  test(`plans/examples/${name}.migrate.json is the plan of test/snapshots/${name}.json`, () => {
    const bytes = readFileSync(`test/snapshots/${name}.json`);
    const snapshot = validateSnapshot(JSON.parse(bytes.toString('utf8')));
    assert.ok(snapshot.ok);
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    const { plan } = planMigrate(snapshot.value, sha256(bytes), {
      from: 'headnode0',
      to: 'headnode1',
      all: true,
      services: [],
      except: [],
      // Where there are clusters, TO has a member of each already.
      allowDegraded: name !== 'no-ha',
      toolVersion: version,
    });
    assert.ok(plan);
    assert.deepEqual(validatePlan(plan).ok, true);
    assert.deepEqual(lint(plan), []);
    const text = `${JSON.stringify(plan, null, 2)}\n`;
    const file = `plans/examples/${name}.migrate.json`;
    if (process.env['UPDATE_GOLDENS'] === '1') writeFileSync(file, text);
    assert.ok(
      text === readFileSync(file, 'utf8'),
      `${file} differs: run UPDATE_GOLDENS=1 npm test and review the diff`,
    );
    assert.ok(!/CANARY|s3cr3t/i.test(text), 'a secret got into the plan');
  });
}
