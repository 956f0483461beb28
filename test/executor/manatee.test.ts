/**
 * The actions on manatee, carried out on a simulated shard: whoever is what, they find it or bring it about,
 * a second time they change nothing, what can't be is a conflict and touches nothing, and the way back ends
 * with the chain that was there.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Probe, StepContext } from '../../executor/action.ts';
import { actions } from '../../executor/actions/registry.ts';
import { noMirror } from '../../executor/journal-mirror.ts';
import { openLedger } from '../../executor/ledger.ts';
import { runIdOf } from '../../executor/run-id.ts';
import { stepContext } from '../../executor/step-context.ts';
import type { StepId } from '../../schemas/ids.ts';
import type { ActionCall, ManateePeer, ParamsOf } from '../../schemas/plan.ts';
import type { Transport } from '../../triton/transport.ts';
import { assertSound, planOf, recorded, simulated } from './support/simulated.ts';

const snapshot = recorded('three-headnodes');
const plan = planOf(snapshot, ['papi']);
type Placed = Extract<ManateePeer, { readonly uuid: string }>;

function peer(alias: string): Placed {
  const vm = snapshot.vmapi?.vms.find((one) => one.alias === alias);
  return { uuid: vm?.uuid, alias, server: vm?.server_uuid } as Placed;
}
const [primary, sync, async] = ['manatee0', 'manatee1', 'manatee2'].map(peer) as [Placed, Placed, Placed];
const HOUR = 3600;

type ManateeCall = Extract<ActionCall, { readonly action: `manatee.${string}` }>;

function handOf(seed = 1) {
  const place = simulated(snapshot, seed);
  const ledger = openLedger(place.journal, noMirror);
  const promotions: string[] = [];
  const transport: Transport = {
    ...place.transport,
    run: (server, argv, options) => {
      const [verb, , role, , zone] = argv.slice(4);
      const alias = [primary, sync, async].find(({ uuid }) => uuid === zone)?.alias ?? '-';
      if (verb === 'promote') promotions.push(`${alias} ${role ?? '-'}`);
      return place.transport.run(server, argv, options);
    },
  };
  const parts = { plan, ledger, transport, clock: place.clock, events: () => undefined };
  const context = stepContext(
    parts,
    'a/cutover/step' as StepId,
    new AbortController().signal,
    () => undefined,
  );
  type Any = {
    probe(params: ManateeCall['params'], context: StepContext): Promise<Probe>;
    apply(params: ManateeCall['params'], context: StepContext): Promise<void>;
  };
  const of = ({ action }: ManateeCall): Any => actions[action];
  return {
    place,
    probe: async (call: ManateeCall) => (await of(call).probe(call.params, context)).answer,
    apply: (call: ManateeCall) => of(call).apply(call.params, context),
    promotions,
    chain: () => {
      const { manatee } = place.datacenter.state().plain;
      const name = (zone: string | null | undefined) =>
        [primary, sync, async].find(({ uuid }) => uuid === zone)?.alias ?? '-';
      const deposed = manatee?.deposed.map(name).join('+') ?? '';
      return `${[manatee?.primary, manatee?.sync, ...(manatee?.async ?? [])].map(name).join(' ')} / ${deposed}`;
    },
    stop: ({ uuid, server }: Placed) =>
      place.transport.run(server, ['vmadm', 'stop', uuid], { signal: new AbortController().signal }),
  };
}

const promote = (params: ParamsOf<'manatee.promote'>): ManateeCall => ({ action: 'manatee.promote', params });
const toPrimary = promote({ peer: sync, role: 'sync', over: primary });
const toSync = promote({ peer: async, role: 'async', over: sync });
const restore: ManateeCall = {
  action: 'manatee.restore',
  params: { chain: [primary, sync, async], patienceSeconds: 4 * HOUR },
};
const whole = (peers: readonly Placed[], deposed: Placed | null): ManateeCall => ({
  action: 'manatee.await',
  params: { peers, deposed: deposed?.uuid ?? null, patienceSeconds: 0 },
});
const freeze: ManateeCall = { action: 'manatee.freeze', params: { ask: [sync, async] } };
const unfreeze: ManateeCall = { action: 'manatee.unfreeze', params: { ask: [sync, async] } };

async function carryTwice(hand: ReturnType<typeof handOf>, call: ManateeCall): Promise<void> {
  assert.equal(await hand.probe(call), 'ready', `${call.action} before`);
  await hand.apply(call);
  assert.equal(await hand.probe(call), 'done', `${call.action} after`);
  const { manatee: before } = hand.place.datacenter.state().plain;
  await hand.apply(call);
  const { manatee: after } = hand.place.datacenter.state().plain;
  assert.deepEqual(after, before, `${call.action} a second time`);
}

describe('a promotion, once and twice, there and back', () => {
  const cases = [
    { title: 'of the sync', call: toPrimary, after: 'manatee1 manatee2 / manatee0' },
    { title: 'of the async', call: toSync, after: 'manatee0 manatee2 manatee1 / ' },
  ];
  for (const { title, call, after } of cases) {
    it(title, async () => {
      const hand = handOf();
      await carryTwice(hand, call);
      assert.equal(hand.chain(), after, 'there');
      await carryTwice(hand, restore);
      assert.equal(hand.chain(), 'manatee0 manatee1 manatee2 / ', 'back');
      await assertSound(hand.place);
    });
  }

  it('is asked for once a place, however long manatee takes to grant it', async () => {
    const hand = handOf();
    await hand.apply(toPrimary);
    await hand.apply(restore);
    // Each in turn stands last, rebuilt: manatee0 is given the second place and then the first, manatee1 the second.
    const back = ['manatee0 async', 'manatee0 sync', 'manatee1 async'];
    assert.deepEqual(hand.promotions, ['manatee1 sync', ...back]);
  });

  it('waits for a chain that is not whole, and is not made while manatee is frozen', async () => {
    const hand = handOf();
    await hand.apply(freeze);
    assert.equal(await hand.probe(toPrimary), 'conflict', 'frozen');
    await hand.apply(unfreeze);
    assert.equal(await hand.probe(toPrimary), 'ready', 'thawed');
  });

  it('is a conflict where the roles are others, and is found done where manatee failed over itself', async () => {
    const hand = handOf();
    assert.equal(
      await hand.probe(promote({ peer: async, role: 'async', over: primary })),
      'conflict',
      'roles',
    );
    await hand.stop(primary);
    await hand.place.clock.sleep(600_000);
    assert.equal(await hand.probe(toPrimary), 'done', 'failed over');
  });
});

describe('waiting for the chain', () => {
  it('ends when its peers are those, and only then', async () => {
    const hand = handOf();
    assert.equal(await hand.probe(whole([sync, primary, async], null)), 'done', 'all three');
    assert.equal(await hand.probe(whole([sync, primary], null)), 'ready', 'one too many');
    await hand.stop(async);
    await hand.apply(whole([sync, primary], null));
    assert.equal(hand.chain(), 'manatee0 manatee1 / ', 'one has gone');
    assert.equal(await hand.probe(whole([async, sync, primary], null)), 'ready', 'asked of another');
    assert.equal(await hand.probe(whole([sync, primary, async], null)), 'ready', 'one is missing');
  });

  it('allows the deposed one that it names', async () => {
    const hand = handOf();
    await hand.apply(toPrimary);
    assert.equal(await hand.probe(whole([sync, async], primary)), 'done', 'named');
    assert.equal(await hand.probe(whole([sync, async], null)), 'ready', 'not named');
  });
});

describe('a reap', () => {
  const reap: ManateeCall = { action: 'manatee.reap', params: { gone: primary, ask: [sync, async] } };
  it('is made once the zone is gone, and never of one that could come back', async () => {
    const hand = handOf();
    assert.equal(await hand.probe(reap), 'conflict', 'in the chain');
    await hand.apply(toPrimary);
    assert.equal(await hand.probe(reap), 'conflict', 'deposed, and its zone there');
    const { transport } = hand.place;
    await transport.run(primary.server, ['vmadm', 'delete', primary.uuid], {
      signal: new AbortController().signal,
    });
    await carryTwice(hand, reap);
    assert.equal(hand.chain(), 'manatee1 manatee2 / ', 'forgotten');
    await hand.stop(sync);
    assert.equal(await hand.probe(reap), 'done', 'asked of another');
  });
});

describe('a freeze', () => {
  it('is closed by who opened it', async () => {
    const hand = handOf();
    await carryTwice(hand, freeze);
    assert.equal(hand.place.datacenter.state().plain.manatee?.freeze?.reason, `hnadm-run-${runIdOf(plan)}`);
    await carryTwice(hand, unfreeze);
  });

  it('is closed although who was asked to open it does not answer any more', async () => {
    const hand = handOf();
    await hand.apply(freeze);
    await hand.stop(sync);
    await carryTwice(hand, unfreeze);
    assert.equal(hand.place.datacenter.state().plain.manatee?.freeze, null);
  });

  it("is somebody else's to end where he made it", async () => {
    const hand = handOf();
    const state = hand.place.datacenter.state();
    assert.ok(state.plain.manatee, 'a shard');
    const zk = snapshot.vmapi?.vms.find(({ alias }) => alias === 'binder0')?.nics?.[0]?.ip ?? '';
    const root = '/opt/smartdc/manatee';
    const words = [`${root}/build/node/bin/node`, `${root}/node_modules/.bin/manatee-adm`];
    const argv = ['zlogin', sync.uuid, ...words, 'freeze', '-r', 'upgrade', '-z', `${zk}:2181`, '-s', 'sdc'];
    await hand.place.transport.run(sync.server, argv, { signal: new AbortController().signal });
    assert.equal(await hand.probe(freeze), 'conflict', 'freeze');
    assert.equal(await hand.probe(unfreeze), 'done', 'unfreeze');
    await hand.apply(unfreeze);
    assert.equal(hand.place.datacenter.state().plain.manatee?.freeze?.reason, 'upgrade', 'still his');
  });
});
