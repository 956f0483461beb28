/** The catalogue's two tables speak of the same services, and its graph of needs names known ones. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingGroups } from '../../catalogue/findings.ts';
import { identities } from '../../catalogue/identity.ts';
import { rules } from '../../catalogue/rules.ts';

test('every service with rules has an identity, but for nat, which is never touched', () => {
  const missing = [...rules.keys()].filter((name) => !identities.has(name));
  assert.deepEqual(missing, ['nat']);
  assert.deepEqual(
    [...identities.keys()].filter((name) => !rules.has(name)),
    [],
  );
});

test('a service needs only services that are known', () => {
  for (const row of rules.values()) {
    for (const need of row.needs) assert.ok(rules.has(need), `${row.name} needs ${need}`);
  }
});

test('rules and identity agree on who has a delegated dataset', () => {
  for (const row of rules.values()) {
    const identity = identities.get(row.name);
    // ufds had no dataset before TRITON-2179; both tables speak of today's.
    if (identity) assert.equal(row.data !== null, identity.delegated, row.name);
  }
});

test('each row tells where it is known from', () => {
  for (const row of rules.values()) assert.match(row.source, /\w{3}/, row.name);
});

test('a finding has one row', () => {
  const codes = findingGroups.flatMap(({ rows }) => Object.keys(rows));
  assert.deepEqual(
    codes.filter((code, index) => codes.indexOf(code) !== index),
    [],
  );
});
