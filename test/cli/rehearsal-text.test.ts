/** The command line that replays a rehearsal. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { againText } from '../../cli/rehearsal-text.ts';

it('a rehearsal is replayed with all that it was asked for', () => {
  const asked = { path: 'plan.json', world: 'dc.json', seed: '7', faults: [] } as const;
  const plain = 'hnadm simulate plan.json -s dc.json --seed 7';
  assert.equal(againText({ ...asked, onFailure: 'unit' }), plain);
  assert.equal(
    againText({ ...asked, onFailure: 'stop', faults: ['killed', 'pool-full'] }),
    `${plain} --on-failure stop --fault killed pool-full`,
  );
});
