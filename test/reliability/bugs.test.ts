/**
 * Proof that the checks can fail: hnadm is given one deliberate bug at a time, and a trial that goes
 * well without it must be caught, by the oracle that is named. A bug is put into what a run is made
 * of: its plan, its journal, or one action; nothing in hnadm knows of it.
 */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { actions } from '../../executor/actions/registry.ts';
import { LockRefused } from '../../executor/lock-refused.ts';
import type { JournalRecord } from '../../schemas/journal.ts';
import type { ActionName, Plan, Step } from '../../schemas/plan.ts';
import { createDatacenter, restoreDatacenter } from '../../simulator/datacenter.ts';
import type { Transport } from '../../triton/transport.ts';
import { memoryJournal } from '../executor/support/memory-journal.ts';
import { invoke } from '../executor/support/run-small.ts';
import { planOf, recorded } from '../executor/support/simulated.ts';
import { cutEverywhere, type Cut } from './cuts.ts';
import type { Oracle } from './judge.ts';
import { forthAndBack, straightBack, straightOn, type Operator } from './operator.ts';
import { takenOver } from './sweep.ts';
import { trial, type Verdict } from './trial.ts';

const snapshot = recorded('no-ha');
const plan = planOf(snapshot, ['imgapi']);
const SEED = 1;
const { picture: after, cuts } = await cutEverywhere(plan, snapshot, { seed: SEED, wanted: () => true });

interface Bug {
  readonly what: string;
  readonly caughtBy: Oracle;
  readonly operator: Operator;
  /** The plan as the bug has it. */
  readonly plan?: Plan;
  /** Makes an action wrong for the length of a test. */
  readonly wrong?: (context: TestContext) => void;
}

const done = () => Promise.resolve({ answer: 'done' } as const);
const nothing = () => Promise.resolve();

/** An action that always says that it is done, and does nothing. */
const alwaysDone =
  (name: ActionName) =>
  ({ mock }: TestContext): void => {
    mock.method(actions[name], 'probe', done);
    mock.method(actions[name], 'apply', nothing);
  };

/** The plan with other steps of one action: `change` gives what a step becomes, or null for none. */
function edited(action: ActionName, change: (step: Step) => Step | null): Plan {
  const steps = plan.steps.flatMap((step) => (step.action === action ? (change(step) ?? []) : [step]));
  const ids = new Set(steps.map(({ id }) => id));
  const standing = steps.map((step) => ({ ...step, needs: step.needs.filter((need) => ids.has(need.step)) }));
  return { ...plan, steps: standing };
}

/** The plan in which steps of an action wait for those of some actions alone. */
function hasty(action: ActionName, waitsFor: readonly ActionName[]): Plan {
  const kept = new Set(plan.steps.filter((step) => waitsFor.includes(step.action)).map(({ id }) => id));
  return edited(action, (step) => ({ ...step, needs: step.needs.filter((need) => kept.has(need.step)) }));
}

/** Every new zone is started whether the old one runs or has written something, or not. */
function beside(hastened: Plan): Plan {
  const steps = hastened.steps.map((step) =>
    step.action === 'zone.start' ? { ...step, params: { ...step.params, alone: false } } : step,
  );
  return { ...hastened, steps };
}

const without = (action: ActionName): Plan => edited(action, () => null);
const neverUndone = (action: ActionName): Plan => edited(action, (step) => ({ ...step, undo: null }));

/** The undo of an increment that drops its snapshot and leaves what the new zone wrote behind. */
function dropped(step: Step): Step {
  if (step.action !== 'dataset.increment') return step;
  const { instance, from, to, snapshot: name } = step.params;
  const params = { instance, from, to, snapshots: [name], sides: ['new', 'old'] } as const;
  return { ...step, undo: { action: 'dataset.forget', params } };
}

const BUGS: readonly Bug[] = [
  {
    what: 'a probe that always says done: the last increment is never made',
    caughtBy: 'always',
    operator: straightOn,
    plan: beside(plan),
    wrong: alwaysDone('dataset.increment'),
  },
  {
    what: 'a probe that always says done: the address stays reserved',
    caughtBy: 'truth',
    operator: straightOn,
    wrong: alwaysDone('address.unreserve'),
  },
  {
    what: 'a reservation that no step gives back',
    caughtBy: 'as-planned',
    operator: straightOn,
    plan: without('address.unreserve'),
  },
  {
    what: 'snapshots and holds that are not removed, and said to be',
    caughtBy: 'as-planned',
    operator: straightOn,
    wrong: alwaysDone('dataset.forget'),
  },
  {
    what: 'a replaced zone that is not deleted, and said to be',
    caughtBy: 'truth',
    operator: straightOn,
    wrong: alwaysDone('instance.delete'),
  },
  {
    what: 'a bracket left open, and said to be closed',
    caughtBy: 'same-end',
    operator: straightOn,
    wrong: alwaysDone('address.unhold'),
  },
  {
    what: 'two instances of a singleton: the new one does not wait until the old one has stopped',
    caughtBy: 'always',
    operator: straightOn,
    plan: beside(hasty('zone.start', ['zone.create', 'dataset.copy'])),
  },
  {
    what: 'a delete before the new zone is verified, or there at all',
    caughtBy: 'always',
    operator: straightOn,
    plan: hasty('instance.delete', []),
    wrong: ({ mock }) => {
      mock.method(actions['instance.delete'], 'probe', () => Promise.resolve({ answer: 'ready' } as const));
    },
  },
  {
    what: 'an undo that is skipped: the old zone stays out of DNS',
    caughtBy: 'as-before',
    operator: forthAndBack,
    plan: neverUndone('registrar.disable'),
  },
  {
    what: 'an undo that is skipped: the address stays reserved',
    caughtBy: 'same-start',
    operator: forthAndBack,
    plan: neverUndone('address.reserve'),
  },
  {
    what: 'an undo that goes back to old data',
    caughtBy: 'always',
    operator: forthAndBack,
    plan: edited('dataset.increment', dropped),
  },
  {
    what: 'an undo that does nothing and says done',
    caughtBy: 'truth',
    operator: forthAndBack,
    wrong: alwaysDone('zone.delete'),
  },
];

/** What the bug comes to, from the beginning. */
function played({ operator, plan: wrong = plan }: Bug): Promise<Verdict> {
  const datacenter = createDatacenter(snapshot, { seed: SEED });
  return trial({ plan: wrong, snapshot, datacenter, records: [], after }, operator);
}

function assertCaught({ problems, ends }: Verdict, by: Oracle): void {
  const oracles = [...new Set(problems.map(({ oracle }) => oracle))];
  assert.ok(
    oracles.includes(by),
    `ended ${ends.map(({ end }) => end).join(', ')}; caught by ${oracles.join(', ') || 'nobody'}`,
  );
}

/** The first cut whose journal ends with that record of the first step of an action. */
function cutAfter(record: 'intent' | 'done', action: ActionName, moment: 'before' | 'after'): Cut {
  const id = plan.steps.find((step) => step.action === action)?.id;
  const cut = cuts.findLast(({ name, records }) => {
    const last = records.at(-1);
    return name.includes(` ${moment} record`) && last?.record === record && last.step === id;
  });
  assert.ok(cut, `no cut ${moment} a record, where ${record} of ${action} is the last`);
  return cut;
}

describe('a deliberate bug', () => {
  for (const bug of BUGS) {
    it(`is caught by ${bug.caughtBy}: ${bug.what}`, async (context) => {
      bug.wrong?.(context);
      assertCaught(await played(bug), bug.caughtBy);
    });
  }

  it('is what is caught: without one nobody says anything', async () => {
    for (const operator of [straightOn, forthAndBack]) {
      const { problems } = await played({ what: 'none', caughtBy: 'end', operator });
      assert.deepEqual(problems, []);
    }
  });
});

describe('a bug that only a crash brings to light', () => {
  it('is caught by always: an old increment taken for the last', async ({ mock }) => {
    const { state, records } = cutAfter('done', 'dataset.increment', 'after');
    const old = plan.instances[0]?.replaces?.uuid ?? '';
    const { signal } = new AbortController();
    const goOn = async (carried: Plan) => {
      const datacenter = restoreDatacenter(state);
      const { transport, clock } = datacenter;
      await clock.sleep(60_000);
      await transport.run(plan.intent.from.uuid, ['vmadm', 'start', old], { signal });
      await clock.sleep(3_600_000);
      await transport.run(plan.intent.from.uuid, ['vmadm', 'stop', old], { signal });
      return trial({ plan: carried, snapshot, datacenter, records, after }, straightOn);
    };
    assert.deepEqual((await goOn(plan)).problems, []);
    mock.method(actions['dataset.increment'], 'probe', done);
    assertCaught(await goOn(beside(plan)), 'always');
  });

  it('is caught by as-before: a journal that is written after the effect', async () => {
    const { state: cut, records } = cutAfter('intent', 'address.reserve', 'before');
    // Its copy on the other headnode is behind as well: with what lies there nobody would be let on.
    const state = { ...cut, maps: { ...cut.maps, files: [] } };
    const goBack = (known: readonly JournalRecord[]) =>
      trial({ plan, snapshot, datacenter: restoreDatacenter(state), records: known, after }, straightBack);
    assert.deepEqual((await goBack(records)).problems, []);
    assertCaught(await goBack(records.slice(0, -1)), 'as-before');
  });

  it('is caught by as-before: a copy of the journal that is behind the effect', async () => {
    const first = cutAfter('intent', 'registrar.disable', 'before').records.length - 1;
    const upTo = (path: string): number => Number(/journal\/\d+-(\d+)/.exec(path)?.[1] ?? 0);
    const unwritten: (transport: Transport) => Transport = (transport) => ({
      ...transport,
      put: (server, path, ...rest) =>
        upTo(path) < first ? transport.put(server, path, ...rest) : Promise.resolve(),
    });
    const rolledBack = async (bend?: (transport: Transport) => Transport) => {
      const options = { seed: SEED, wanted: () => true, ...(bend === undefined ? {} : { bend }) };
      const bent = await cutEverywhere(plan, snapshot, options);
      const cut = bent.cuts.find(({ name }) => /during svcadm .* \+/.test(name));
      assert.ok(cut);
      const { state, records } = takenOver(cut);
      return trial({ plan, snapshot, datacenter: restoreDatacenter(state), records, after }, straightBack);
    };
    assert.deepEqual((await rolledBack()).problems, []);
    assertCaught(await rolledBack(unwritten), 'as-before');
  });
});

describe('a bug that only another run brings to light', () => {
  /** One run goes on for a while, then another plan of the same snapshot is applied beside it. */
  async function beside(look: (transport: Transport) => Transport) {
    const datacenter = createDatacenter(snapshot, { seed: SEED });
    const { transport, clock } = datacenter;
    const first = invoke(plan, { transport, clock, journal: memoryJournal(clock) }, { openGates: 'all' });
    await clock.sleep(20_000);
    const journal = memoryJournal(clock);
    const second = invoke(planOf(snapshot, ['amonredis']), { transport: look(transport), clock, journal });
    const [one, other] = await Promise.allSettled([first, second]);
    return { one, other, journal };
  }

  it('is caught by its end: a lock that is ignored', async () => {
    const kept = await beside((transport) => transport);
    assert.ok(kept.one.status === 'fulfilled' && kept.one.value.end === 'done', 'the first run is done');
    assert.ok(
      kept.other.status === 'rejected' && kept.other.reason instanceof LockRefused,
      'the second is refused',
    );
    assert.deepEqual(kept.journal.records, []);
    const ignored = await beside((transport) => ({
      ...transport,
      run: (server, argv, options) =>
        argv.includes('/var/hnadm/lock')
          ? // sdcadm's lock, which is held for as long as that one is there, is ignored with it.
            Promise.resolve({ exitCode: argv[0] === 'ls' ? 2 : 0, stdout: 'held', stderr: '' })
          : transport.run(server, argv, options),
    }));
    // Both take the same address for theirs: it bears the one marker that all of hnadm has.
    // Whichever creates its zone second finds it in use.
    const told = [ignored.one, ignored.other].map((ended) =>
      ended.status === 'fulfilled' ? ended.value.message : String(ended.reason),
    );
    assert.match(told.join('\n'), /IP in use/);
  });
});
