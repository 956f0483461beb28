/** A new zone that may not act beside the old one looks for it when it starts, however long ago that was stopped. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { invoke } from './support/run-small.ts';
import { planOf, recorded, simulated } from './support/simulated.ts';

const snapshot = recorded('no-ha');

/** Carries out a plan for a service while somebody does something with its old zone when its NIC is moved. */
async function meddled(service: string, commands: readonly (readonly string[])[], minutes = 0) {
  const plan = planOf(snapshot, [service]);
  const old = plan.instances[0]?.replaces;
  assert.ok(old);
  const place = simulated(snapshot);
  const { transport, clock } = place;
  const request: typeof transport.request = async (to, asked) => {
    if (asked.path.includes('action=add_nics')) {
      for (const command of commands) {
        await transport.run(old.server, [...command, old.uuid], { signal: asked.signal });
        await clock.sleep(minutes * 60_000);
      }
    }
    return transport.request(to, asked);
  };
  const result = await invoke(plan, { ...place, transport: { ...transport, request } });
  assert.deepEqual(place.datacenter.violations, []);
  return result;
}

it('does not start beside the old zone that somebody started again', async () => {
  const { end, message } = await meddled('adminui', [['vmadm', 'start']]);
  assert.equal(end, 'failed');
  assert.match(
    message,
    /cutover\/start: zone:.*expected adminui0 stopped before the other starts .*found running/,
  );
});

it('does not start without what the old zone wrote while somebody ran it', async () => {
  const { end, message } = await meddled(
    'imgapi',
    [
      ['vmadm', 'start'],
      ['vmadm', 'stop'],
    ],
    1,
  );
  assert.equal(end, 'failed');
  assert.match(
    message,
    /cutover\/start: dataset:.*expected nothing written since hnadm-.*-2, found \d+ bytes/,
  );
});
