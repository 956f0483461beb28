/** What becomes of a member of a cluster whose place on TO is taken: it moves elsewhere, is taken out, or is an error. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { candidateUuids } from '../../planner/identifiers.ts';
import type { MigrateRequest } from '../../planner/request.ts';
import { lint } from '../../plans/lint.ts';
import type { ServerUuid, ZoneUuid } from '../../schemas/ids.ts';
import type { Plan } from '../../schemas/plan.ts';
import { planChanged } from './support/plan-changed.ts';

type Json = Record<string, unknown>;
interface Recorded {
  datacenter: string;
  cnapi: { servers: (Json & { uuid: ServerUuid; hostname: string })[] };
  sapi: { instances: (Json & { uuid: string })[] };
  vmapi: { vms: (Json & { alias?: string; uuid: ZoneUuid; state: string })[] };
  napi: { nics: (Json & { belongs_to_uuid: string; nic_tags_provided?: string[] })[] };
}

function planned(
  more: Partial<MigrateRequest>,
  change: (dc: Recorded) => void = () => undefined,
  services: readonly string[] = ['moray'],
) {
  return planChanged('three-headnodes', change, services, more);
}

/** The plan, which must be sound. */
function planOf(...asked: Parameters<typeof planned>): Plan {
  const { plan, findings } = planned(...asked);
  assert.ok(plan, findings.map(({ message }) => message).join('\n'));
  assert.deepEqual(lint(plan), []);
  return plan;
}

const actions = ({ steps }: Plan): readonly string[] => steps.map(({ id }) => id.replace(/^moray\//, ''));
const codes = ({ findings }: Pick<Plan, 'findings'>): readonly string[] => findings.map(({ code }) => code);

const zone = (dc: Recorded, alias: string) => {
  const found = dc.vmapi.vms.find((vm) => vm.alias === alias);
  assert.ok(found, `the recording has no ${alias}`);
  return found;
};
const server = (dc: Recorded, hostname: string) => {
  const found = dc.cnapi.servers.find((one) => one.hostname === hostname);
  assert.ok(found, `the recording has no ${hostname}`);
  return found;
};

/** Takes a zone out of every record. */
function vanish(dc: Recorded, alias: string): void {
  const { uuid } = zone(dc, alias);
  dc.vmapi.vms = dc.vmapi.vms.filter((vm) => vm.uuid !== uuid);
  dc.sapi.instances = dc.sapi.instances.filter((one) => one.uuid !== uuid);
  dc.napi.nics = dc.napi.nics.filter((nic) => nic.belongs_to_uuid !== uuid);
}

test('nothing else asked, it is an error that names both ways out, by name and with everything', () => {
  for (const services of [['moray'], []]) {
    const { plan, findings } = planned({ allowDegraded: false }, undefined, services);
    assert.equal(plan, null);
    const [finding] = findings.filter(({ code }) => code === 'ha-no-place');
    assert.match(finding?.message ?? '', /--ha-to.*--allow-degraded/);
  }
});

test('with --ha-to it moves there, with its image and all that is expected of a target', () => {
  for (const hostname of ['D0DBA81', '10EF2BF']) {
    let uuid = '';
    const plan = planOf({ allowDegraded: true, haTo: hostname }, (dc) => (uuid = server(dc, hostname).uuid));
    assert.equal(plan.instances[0]?.create?.server, uuid);
    const installs = plan.steps.flatMap((step) =>
      step.action === 'image.install' ? [step.params.server] : [],
    );
    assert.ok(installs.length > 0, 'its image is installed');
    assert.deepEqual([...new Set<string>(installs)], [uuid]);
    assert.ok(
      plan.expects.some(({ fact }) => fact.kind === 'server-running' && fact.server === uuid),
      'the server must run',
    );
    assert.ok(!codes(plan).includes('cluster-degraded'), 'nothing is taken out');
    assert.deepEqual(plan.intent.options.haTo, { uuid, hostname });
  }
});

test('with everything asked for, members of clusters alone go there', () => {
  for (const haTo of ['D0DBA81', '10EF2BF']) {
    const plan = planOf({ haTo, allowDegraded: false }, undefined, []);
    const there = plan.instances.filter(({ create }) => create?.server === plan.intent.options.haTo?.uuid);
    assert.deepEqual(there.map(({ service }) => service).sort(), ['manatee', 'moray'], haTo);
  }
});

test('a server named for it is checked as TO is', () => {
  const { plan, findings } = planned({ haTo: 'D0DBA81' }, (dc) => {
    const { uuid } = server(dc, 'D0DBA81');
    for (const nic of dc.napi.nics) if (nic.belongs_to_uuid === uuid) nic.nic_tags_provided = ['external'];
    delete server(dc, 'D0DBA81')['sysinfo'];
  });
  assert.equal(plan, null);
  assert.deepEqual(
    findings.flatMap(({ code, subject }) => (code === 'nic-tag-missing' ? [subject] : [])),
    ['D0DBA81'],
  );
});

test('both targets get their own images', () => {
  const plan = planOf({ haTo: 'D0DBA81' }, undefined, ['moray', 'vmapi']);
  const [moray, vmapi] = ['moray', 'vmapi'].map((name) =>
    plan.instances.find(({ service }) => service === name),
  );
  assert.notEqual(moray?.create?.server, vmapi?.create?.server);
  for (const { create } of plan.instances) {
    const isInstalled = plan.steps.some(
      ({ action, params }) =>
        action === 'image.install' && params.server === create?.server && params.image === create.image,
    );
    assert.ok(isInstalled, `${create?.alias ?? ''} has its image`);
  }
});

test('where TO can take it, it moves to TO, and a server named besides is an error', () => {
  const change = (dc: Recorded): void => {
    vanish(dc, 'moray1');
  };
  const plan = planOf({ allowDegraded: true }, change);
  assert.equal(plan.instances[0]?.create?.server, plan.intent.to.uuid, 'server');
  assert.deepEqual(codes(planned({ haTo: 'D0DBA81' }, change)), ['ha-to-idle'], 'idle');
});

test('taken out, it leaves DNS and its clients before it stops, and the others are looked at three times', () => {
  const plan = planOf({ allowDegraded: true });
  assert.deepEqual(actions(plan), [
    'cutover/others',
    'cutover/unregister',
    'cutover/out-of-dns',
    'cutover/others-again',
    'cutover/stop-old',
    'cutover/verify',
    'commit/by-hand',
    'literals/commit/by-hand',
    'gate/commit/delete-replaced-zones',
    'commit/delete-old',
    'commit/sweep-nics',
    'hermes/commit/restart',
  ]);
  const wait = plan.steps.find(({ action }) => action === 'dns.await');
  assert.ok(wait?.action === 'dns.await' && wait.params.settleSeconds >= 60, 'clients get a minute');
  assert.ok(codes(plan).includes('cluster-degraded'));
  assert.deepEqual(
    plan.left.filter(({ service }) => service === 'moray'),
    [],
  );
  assert.equal(plan.customerImpact.length, 0);
});

test('what the cluster then stands is told by how many are left', () => {
  const told = (change: (dc: Recorded) => void): string =>
    planOf({ allowDegraded: true }, change).findings.find(({ code }) => code === 'cluster-degraded')
      ?.message ?? '';
  assert.match(
    told(() => undefined),
    /left with 2 .*One may still be lost/,
    'two',
  );
  const one = told((dc) => {
    vanish(dc, 'moray2');
  });
  assert.match(one, /left with 1 .*when it is lost, every API stands still/, 'one');
  assert.doesNotMatch(one, /may still be lost/, 'one');
});

test('one that was stopped half-way is still to be deleted, and no more', () => {
  const plan = planOf({ allowDegraded: true }, (dc) => (zone(dc, 'moray0').state = 'stopped'));
  assert.deepEqual(
    actions(plan).filter((id) => id.startsWith('cutover/')),
    ['cutover/others', 'cutover/verify'],
  );
  const { findings } = planned({ allowDegraded: false }, (dc) => (zone(dc, 'moray0').state = 'stopped'));
  assert.deepEqual(codes({ findings }), ['asked-not-running']);
});

test('one half-way to the server named is gone on with there', () => {
  let begun = '';
  const plan = planOf({ haTo: 'D0DBA81' }, (dc) => {
    const there = server(dc, 'D0DBA81').uuid;
    const [uuid] = candidateUuids(dc.datacenter, 'moray', zone(dc, 'moray0').uuid, there);
    assert.ok(uuid, 'it has candidates');
    begun = uuid;
    const was = zone(dc, 'moray2').uuid;
    Object.assign(zone(dc, 'moray2'), { uuid, server_uuid: there });
    for (const one of dc.sapi.instances)
      if (one.uuid === was) Object.assign(one, { uuid, params: { alias: 'moray2', server_uuid: there } });
    for (const nic of dc.napi.nics) if (nic.belongs_to_uuid === was) nic.belongs_to_uuid = uuid;
  });
  assert.equal(plan.instances[0]?.existing?.uuid, begun);
});

test('of several on FROM each is a unit of its own', () => {
  const plan = planOf({ allowDegraded: true }, (dc) => {
    zone(dc, 'moray2')['server_uuid'] = server(dc, 'headnode0').uuid;
  });
  assert.deepEqual(
    plan.instances.map(({ key, create, existing }) => [key, create, existing]),
    [
      ['moray0', null, null],
      ['moray2', null, null],
    ],
  );
  assert.deepEqual(
    [...new Set(plan.steps.map(({ unit }) => unit as string))],
    ['moray0', 'moray2', 'literals', 'gate', 'hermes'],
  );
});
