/** A new zone that may not act beside the old one looks for it when it starts, however long ago that was stopped. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { invoke } from './support/run-small.ts';
import { planOf, recorded, simulated } from './support/simulated.ts';

it('does not start beside the old zone that somebody started again', async () => {
  const snapshot = recorded('no-ha');
  const plan = planOf(snapshot, ['adminui']);
  const old = plan.instances[0]?.replaces;
  assert.ok(old);
  const place = simulated(snapshot);
  const { transport } = place;
  const meddled: typeof transport = {
    ...transport,
    request: async (to, request) => {
      if (request.path.includes('action=add_nics')) {
        await transport.run(old.server, ['vmadm', 'start', old.uuid], {
          signal: new AbortController().signal,
        });
      }
      return transport.request(to, request);
    },
  };
  const { end, message } = await invoke(plan, { ...place, transport: meddled });
  assert.equal(end, 'failed');
  assert.match(
    message,
    /cutover\/start: zone:.*expected adminui0 stopped before the other starts .*found running/,
  );
  assert.deepEqual(place.datacenter.violations, []);
});
