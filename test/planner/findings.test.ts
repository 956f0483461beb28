/**
 * Every code of the table of findings is the answer to one trouble: a datacenter as it should be,
 * broken in one place or asked for one thing, gives exactly that finding and, before, did not.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findingGroups } from '../../catalogue/findings.ts';
import { planMigrate } from '../../planner/plan-migrate.ts';
import type { Finding } from '../../schemas/plan.ts';
import { validateSnapshot } from '../../schemas/validate.ts';
import type { Asked, Case } from './findings/case.ts';
import { datacenterCases } from './findings/datacenter.cases.ts';
import { moveCases } from './findings/move.cases.ts';
import { networkCases } from './findings/networks.cases.ts';
import { quiet } from './findings/quiet.ts';
import { recordCases } from './findings/record.cases.ts';
import { wellSetUp, type Recording } from './findings/recording.ts';

const CASES: readonly Case[] = [...moveCases, ...recordCases, ...datacenterCases, ...networkCases];

function findingsOf(dc: Recording, asked: Asked): readonly Finding[] {
  const checked = validateSnapshot(dc);
  assert.ok(checked.ok, checked.ok ? '' : checked.problems.join('\n'));
  const {
    services = [],
    except = [],
    from = 'headnode0',
    to = 'headnode1',
    keepAddress = [],
    newAddress = [],
    // Of each cluster TO has a member already.
    allowDegraded = true,
    haTo,
  } = asked;
  const request = {
    from,
    to,
    all: services.length === 0,
    services,
    except,
    keepAddress,
    newAddress,
    allowDegraded,
    ...(haTo === undefined ? {} : { haTo }),
  };
  return planMigrate(checked.value, `sha256:${'0'.repeat(64)}`, { ...request, toolVersion: 'test' }).findings;
}

const known = new Map<string, readonly Finding[]>();

/** Findings of the datacenter as it should be. */
function well(asked: Asked): readonly Finding[] {
  const key = JSON.stringify(asked);
  const found = known.get(key) ?? findingsOf(wellSetUp(), asked);
  known.set(key, found);
  return found;
}

/** Codes that one list has and the other has not; an error alone where it forbids the plan. */
function added(found: readonly Finding[], before: readonly Finding[]): readonly string[] {
  const errors = found.filter(({ severity }) => severity === 'error');
  const had = new Set(before.map(({ code }) => code));
  const codes = (errors.length > 0 ? errors : found).map(({ code }) => code);
  return [...new Set(codes)].filter((code) => !had.has(code)).sort();
}

describe('each trouble gives its finding, and no other', () => {
  for (const one of CASES) {
    test([one.code, one.of].filter(Boolean).join(': '), () => {
      const asked = one.asked ?? {};
      const before = well(one.askedWell ?? asked);
      const dc = wellSetUp();
      one.break?.(dc);
      const found = findingsOf(dc, asked);
      assert.deepEqual(added(found, before), [one.code, ...(one.also ?? [])].sort());
      assert.equal(found.filter(({ code }) => code === one.code).length, 1);
    });
  }
});

describe('what only looks like a trouble gives none', () => {
  for (const { of, change, asked = {} } of quiet) {
    test(of, () => {
      const dc = wellSetUp();
      change(dc);
      assert.deepEqual(added(findingsOf(dc, asked), well(asked)), []);
    });
  }
});

test('every code of the table is shown by a case', () => {
  const shown = new Set<string>(CASES.map(({ code }) => code));
  const codes = findingGroups.flatMap(({ rows }) => Object.keys(rows));
  assert.deepEqual(
    codes.filter((code) => !shown.has(code)),
    [],
  );
});

test('a datacenter as it should be has no finding about itself', () => {
  const found = findingsOf(wellSetUp(), { services: ['papi'] });
  assert.deepEqual(
    found.map(({ code }) => code),
    [],
  );
});
