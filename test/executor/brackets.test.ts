/** A bracket is turned once, however its steps come together. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { bracketsOf } from '../../executor/brackets.ts';
import { noMirror } from '../../executor/journal-mirror.ts';
import { openLedger } from '../../executor/ledger.ts';
import { planOf, recorded, simulated } from './support/simulated.ts';

it('two steps that end together close it once', async () => {
  const snapshot = recorded('no-ha');
  const plan = planOf(snapshot, ['adminui']);
  const [bracket] = plan.brackets;
  assert.ok(bracket && bracket.around.length > 1);
  const { transport, clock, journal } = simulated(snapshot);
  const ledger = openLedger(journal, noMirror);
  ledger.append({
    record: 'header',
    format: 'hnadm-journal/1',
    plan: plan.digest,
    datacenter: plan.datacenter,
    tool: '0',
    actions: {},
    by: 'operator',
    host: 'laptop',
    simulated: null,
  });
  const brackets = bracketsOf({ plan, transport, clock, ledger, events: () => undefined }, null);
  const around = plan.steps.filter(({ id }) => bracket.around.includes(id));
  const opened = await Promise.all(around.map((step) => brackets.openFor(step)));
  for (const { id } of around) {
    ledger.append({ record: 'intent', step: id });
    ledger.append({ record: 'done', step: id, how: 'found' });
  }
  const closed = await Promise.all([brackets.closeFinished(), brackets.closeFinished(), brackets.closeAll()]);
  assert.deepEqual(
    [...opened, ...closed].filter((wrong) => wrong !== null),
    [],
  );
  const turns = journal.records
    .filter(({ record }) => record.startsWith('bracket-'))
    .map(({ record }) => record);
  assert.deepEqual(turns, ['bracket-intent', 'bracket-opened', 'bracket-intent', 'bracket-closed']);
});
