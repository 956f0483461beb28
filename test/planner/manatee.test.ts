/**
 * A member leaves manatee by its role: the primary is promoted away from, the sync is stepped over, an async
 * just goes; each is shown on the simulator to keep every invariant, there, back and with faults, and the
 * orders that operators know to be wrong are shown to break one.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { planMigrate } from '../../planner/plan-migrate.ts';
import { lint } from '../../plans/lint.ts';
import { planDigest, sha256 } from '../../schemas/canonical.ts';
import type { Plan } from '../../schemas/plan.ts';
import type { Snapshot } from '../../schemas/snapshot.ts';
import { rehearse } from '../../simulator/rehearsal/rehearse.ts';
import { recorded } from '../executor/support/simulated.ts';

type Row = Readonly<Record<string, unknown>>;
const base = recorded('three-headnodes');
const shard = base.clusters?.manatee as Row;
const [zero, one, two] = [shard['primary'], shard['sync'], (shard['async'] as readonly Row[])[0]] as [
  Row,
  Row,
  Row,
];
const computeNode = base.cnapi?.servers.find(({ headnode, setup }) => headnode !== true && setup === true);

function withShard(changed: Row): Snapshot {
  return { ...base, clusters: { ...base.clusters, manatee: { ...shard, ...changed } } };
}

/** The shard with manatee0, which is on headnode0, in each role. */
const ROLES = {
  primary: withShard({}),
  sync: withShard({ primary: one, sync: zero, async: [two] }),
  async: withShard({ primary: one, sync: two, async: [zero] }),
} as const;

function planned(snapshot: Snapshot, haTo?: string, all = false) {
  return planMigrate(snapshot, sha256(JSON.stringify(snapshot)), {
    from: 'headnode0',
    to: 'headnode1',
    all,
    services: all ? [] : ['manatee'],
    except: [],
    allowDegraded: haTo === undefined,
    toolVersion: '0.1.0',
    ...(haTo === undefined ? {} : { haTo }),
  });
}

function planOf(snapshot: Snapshot, haTo?: string): Plan {
  const { plan, findings } = planned(snapshot, haTo);
  assert.ok(plan, findings.map(({ message }) => message).join('\n'));
  return plan;
}

/** What is done to manatee, in order, by its actions and its zones' stop and delete. */
function story({ steps }: Plan): readonly string[] {
  return steps.flatMap(({ id, action }) =>
    /^(manatee\.|zone\.(start|stop)|instance\.delete)/.test(action) ? [id.split('/').at(-1) ?? ''] : [],
  );
}

describe('a member of manatee leaves', () => {
  const cases = [
    { role: 'primary', before: ['promote'], after: ['reap'] },
    { role: 'sync', before: ['promote'], after: [] },
    { role: 'async', before: [], after: [] },
  ] as const;
  for (const { role, before, after } of cases) {
    it(`as the ${role}, taken out or replaced`, async () => {
      const end = ['chain-still', 'stop-old', 'chain-without', 'delete-old', ...after];
      const out = planOf(ROLES[role]);
      assert.deepEqual(story(out), ['chain-whole', ...before, ...end], 'taken out');
      const moved = planOf(ROLES[role], computeNode?.hostname);
      assert.deepEqual(story(moved), ['start', 'chain-whole', ...before, ...end], 'replaced');
      for (const plan of [out, moved]) {
        assert.deepEqual(lint(plan), [], 'lint');
        const { end: how, message, violations } = await rehearse(plan, ROLES[role], { seed: 1 });
        assert.equal(how, 'done', message);
        assert.deepEqual(violations, [], 'violations');
      }
    });

    it(`as the ${role}, with faults, and back`, async () => {
      for (const haTo of [undefined, computeNode?.hostname]) {
        const plan = planOf(ROLES[role], haTo);
        for (let seed = 1; seed <= 5; seed += 1) {
          const rehearsal = await rehearse(plan, ROLES[role], { seed, faults: ['random'], onFailure: 'all' });
          const ours = rehearsal.violations.filter(({ by }) => by === 'hnadm');
          assert.deepEqual(ours, [], `seed ${String(seed)}, to ${haTo ?? 'nowhere'}: ${rehearsal.message}`);
        }
      }
    });
  }
});

describe('a member of manatee stays', () => {
  const peer = { ...one, zoneId: 'aaaaaaaa-1111-4111-8111-00000000000a' };
  const cases: readonly (readonly [string, Snapshot, RegExp])[] = [
    ['whose role was not recorded', { ...base, clusters: null }, /not recorded/],
    ['of a frozen shard', withShard({ freeze: { date: 'then', reason: 'why' } }), /frozen/],
    ['while another is deposed', withShard({ async: [], deposed: [two] }), /deposed/],
    ['in one-node write mode', withShard({ oneNodeWriteMode: true }), /one-node/],
    ['that is the sync of two', withShard({ primary: one, sync: zero, async: [] }), /no async/],
    ['without a sync', withShard({ sync: null, async: [] }), /no sync/],
    ['among peers that SAPI does not have', withShard({ async: [two, peer] }), /no such instance/],
  ];
  for (const [title, snapshot, why] of cases) {
    it(title, () => {
      const { plan, findings } = planned(snapshot, undefined, true);
      assert.ok(plan, findings.map(({ message }) => message).join('\n'));
      const left = plan.left.find(({ service }) => service === 'manatee');
      assert.equal(left?.code, 'cluster-unfit', 'code');
      assert.match(left.why, why, 'why');
      assert.ok(
        plan.steps.every(({ action }) => !action.startsWith('manatee.')),
        'steps',
      );
    });
  }
});

describe('a run that stopped half-way is planned to its end', () => {
  const cases = [
    {
      title: 'behind the promotion',
      state: { primary: one, sync: two, async: [], deposed: [zero] },
      stopped: false,
    },
    {
      title: 'behind the stop',
      state: { primary: one, sync: two, async: [], deposed: [zero] },
      stopped: true,
    },
  ];
  for (const { title, state, stopped } of cases) {
    it(title, async () => {
      const changed = withShard(state);
      const vms = (changed.vmapi?.vms ?? []).map((vm) =>
        vm.uuid === zero['zoneId'] && stopped ? { ...vm, state: 'stopped', zone_state: 'installed' } : vm,
      );
      const snapshot = { ...changed, vmapi: { ...changed.vmapi, vms } } as Snapshot;
      const plan = planOf(snapshot);
      const stop = stopped ? [] : ['chain-still', 'stop-old'];
      assert.deepEqual(story(plan), ['chain-whole', ...stop, 'chain-without', 'delete-old', 'reap'], 'steps');
      const { end, message, violations } = await rehearse(plan, snapshot, { seed: 1 });
      assert.equal(end, 'done', message);
      assert.deepEqual(violations, [], 'violations');
    });
  }
});

describe('a wrong order', () => {
  /** The plan without some steps: whoever waited for one waits for what that one waited for. */
  function without(plan: Plan, ...slugs: readonly string[]): Plan {
    const gone = new Map(
      plan.steps
        .filter(({ id }) => slugs.some((slug) => id.endsWith(`/${slug}`)))
        .map((step) => [step.id, step]),
    );
    const needsOf = (step: Plan['steps'][number]): Plan['steps'][number]['needs'] =>
      step.needs.flatMap((need) => {
        const through = gone.get(need.step);
        return through === undefined ? [need] : needsOf(through);
      });
    const steps = plan.steps
      .filter(({ id }) => !gone.has(id))
      .map((step) => ({ ...step, needs: needsOf(step) }));
    const brackets = plan.brackets.map((one) => ({
      ...one,
      around: one.around.filter((id) => !gone.has(id)),
    }));
    const changed = { ...plan, steps, brackets } as Plan;
    return { ...changed, digest: planDigest(changed) };
  }

  it('the primary stopped before promotion breaks an invariant, and its lint says so', async () => {
    const plan = without(planOf(ROLES.primary), 'promote', 'chain-whole', 'chain-still');
    assert.ok(
      lint(plan).some(({ rule }) => rule === 'peers'),
      'lint',
    );
    const { violations } = await rehearse(plan, ROLES.primary, { seed: 1 });
    assert.ok(
      violations.some(({ invariant, by }) => invariant === 'manatee-peers' && by === 'hnadm'),
      'invariant',
    );
  });

  it('a chain that nobody has looked at since the promotion is told by lint', () => {
    for (const role of ['primary', 'sync'] as const) {
      const problems = lint(without(planOf(ROLES[role]), 'chain-still')).filter(
        ({ rule }) => rule === 'peers',
      );
      assert.deepEqual(
        problems.map(({ message }) => message),
        ['waits for no manatee.await directly before'],
        role,
      );
    }
  });

  it('the deposed one not forgotten leaves manatee asking for it', async () => {
    const plan = without(planOf(ROLES.primary), 'reap');
    assert.ok(
      lint(plan).some(({ rule, message }) => rule === 'peers' && message.includes('no manatee.reap')),
      'lint',
    );
    const { violations } = await rehearse(plan, ROLES.primary, { seed: 1 });
    assert.ok(
      violations.some(({ message }) => message.includes('is deposed')),
      'at rest',
    );
  });
});
