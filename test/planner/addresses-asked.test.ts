/** What `--keep-address` and `--new-address` change, and what they can't. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { lint } from '../../plans/lint.ts';
import { planMigrate } from '../../planner/plan-migrate.ts';
import type { MigrateRequest } from '../../planner/request.ts';
import { sha256 } from '../../schemas/canonical.ts';
import { invoke } from '../executor/support/run-small.ts';
import { assertSound, recorded, simulated } from '../executor/support/simulated.ts';

const snapshot = recorded('optional-services');

type Addresses = Pick<MigrateRequest, 'keepAddress' | 'newAddress'>;

function planned(services: readonly string[], addresses: Addresses) {
  return planMigrate(snapshot, sha256(JSON.stringify(snapshot)), {
    from: 'headnode0',
    to: 'headnode1',
    all: false,
    services,
    except: [],
    allowDegraded: false,
    toolVersion: '0.1.0',
    ...addresses,
  });
}

const codes = ({ findings }: ReturnType<typeof planned>) =>
  findings.filter(({ severity }) => severity === 'error').map(({ code }) => code);

const sources = ({ plan }: ReturnType<typeof planned>) =>
  plan?.reservations.map(({ networkName, source }) => `${networkName} ${source}`);

describe('--keep-address', () => {
  test('of a service with its admin address alone: it is created in the cutover with that', async () => {
    const made = planned(['volapi'], { keepAddress: ['volapi'] });
    assert.deepEqual(sources(made), ['admin takeover']);
    assert.ok(made.plan);
    assert.deepEqual(lint(made.plan), []);
    assert.deepEqual(made.plan.intent.options.keepAddress, ['volapi']);
    const place = simulated(snapshot);
    const { end, message } = await invoke(made.plan, place, { openGates: 'all' });
    assert.equal(end, 'done', message);
    await assertSound(place);
  });

  for (const [service, why] of [
    ['vmapi', 'a create goes through it'],
    ['papi', 'a create goes through it'],
    ['mahi', 'its data would be copied while it is down'],
  ] as const) {
    test(`of ${service} is refused: ${why}`, () => {
      const made = planned([service], { keepAddress: [service] });
      assert.equal(made.plan, null);
      assert.deepEqual(codes(made), ['address-not-keepable']);
    });
  }

  test('of a service that SAPI has not is refused', () => {
    assert.deepEqual(codes(planned(['volapi'], { keepAddress: ['volappi'] })), ['unknown-service']);
  });
});

describe('--new-address', () => {
  test('of a service that customers know: it gets one, and it is said who must learn it', () => {
    const made = planned(['cloudapi'], { newAddress: ['cloudapi'] });
    assert.deepEqual(sources(made), ['admin free', 'external free']);
    assert.ok(made.plan);
    assert.deepEqual(lint(made.plan), []);
    assert.ok(made.findings.some(({ code }) => code === 'known-address-goes'));
  });

  for (const service of ['rabbitmq', 'assets']) {
    test(`of ${service} is refused: it is known by number where no step changes it`, () => {
      const made = planned([service], { newAddress: [service] });
      assert.equal(made.plan, null);
      assert.deepEqual(codes(made), ['address-must-stay']);
    });
  }
});
