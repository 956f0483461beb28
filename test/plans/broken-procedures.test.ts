/** What a plan does must be safe in its order: each rule shown by a plan that breaks it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lint } from '../../plans/lint.ts';
import type * as generated from '../../schemas/generated/plan.ts';
import type { InstanceKey, StepId } from '../../schemas/ids.ts';
import { planOf } from '../executor/support/simulated.ts';
import { spreadBinders } from '../support/spread-binders.ts';
import { GATE, drop, first, sound, step, stepOf, testBroken, type Draft } from './breaking.ts';

testBroken(
  [
    'phases',
    'cutovers',
    'through',
    'expects',
    'commits',
    'removals',
    'writes',
    'brackets',
    'undos',
    'estimates',
  ],
  [
    {
      rule: 'phases',
      what: 'a zone started in prepare',
      broken: (plan) => (step(plan, 'vmapi/cutover/start').phase = 'prepare'),
      says: /vmapi\/cutover\/start: zone.start stands in phase prepare, it belongs to cutover/,
    },
    {
      rule: 'phases',
      what: 'an undo as a step',
      broken: (plan) => {
        const one: Partial<generated.Step> = step(plan, 'vmapi/cutover/settle');
        Object.assign(one, { action: 'zone.delete', params: { instance: 'vmapi1' } });
      },
      says: /vmapi\/cutover\/settle: zone.delete stands in phase cutover, it is no step of its own/,
    },
    {
      rule: 'phases',
      what: 'a prepare step that writes to a zone that serves',
      broken: (plan) => {
        const uuid = plan.instances.find(({ key }) => key === 'imgapi1')?.replaces?.uuid ?? '';
        step(plan, 'imgapi/prepare/create').touches.push({ object: `zone:${uuid}`, mode: 'write' });
      },
      says: /imgapi\/prepare\/create: writes zone:.*, which serves during prepare/,
    },
    {
      rule: 'cutovers',
      what: 'an increment taken while the old zone writes',
      broken: (plan) => {
        drop(plan, 'imgapi/cutover/last-increment', 'imgapi/cutover/stop-old');
      },
      says: /last-increment: does not wait for imgapi\/cutover\/stop-old: what the old zone still writes would be lost/,
    },
    {
      rule: 'cutovers',
      what: 'a start on old data',
      broken: (plan) => {
        drop(plan, 'amonredis/cutover/start', 'amonredis/cutover/last-increment');
      },
      says: /amonredis\/cutover\/start: does not wait for amonredis\/cutover\/last-increment/,
    },
    {
      rule: 'cutovers',
      what: 'a start that does not look whether the stopped zone runs again',
      broken: (plan) => (stepOf(plan, 'amonredis/cutover/start', 'zone.start').params.alone = false),
      says: /amonredis\/cutover\/start: starts after the stop of the old zone, expected alone: true/,
    },
    {
      rule: 'cutovers',
      what: 'a start beside a zone that runs, as if that had been stopped',
      broken: (plan) => (stepOf(plan, 'vmapi/cutover/start', 'zone.start').params.alone = true),
      says: /vmapi\/cutover\/start: starts beside the old zone, expected alone: false/,
    },
    {
      rule: 'cutovers',
      what: 'an address moved from a running zone',
      broken: (plan) => {
        drop(plan, 'adminui/cutover/move-10.88.88.7', 'adminui/cutover/stop-old');
      },
      says: /move-10.88.88.7: does not wait for adminui\/cutover\/stop-old: two running zones/,
    },
    {
      rule: 'cutovers',
      what: 'a verification while the old zone still answers',
      broken: (plan) => {
        drop(plan, 'vmapi/cutover/verify', 'vmapi/cutover/stop-old');
      },
      says: /vmapi\/cutover\/verify: does not wait for vmapi\/cutover\/stop-old/,
    },
    {
      rule: 'cutovers',
      what: 'a dataset that travels nowhere',
      broken: (plan) => (plan.steps = plan.steps.filter(({ id }) => id !== 'imgapi/prepare/first-copy')),
      says: /datasets\[\d\]: has 0 steps dataset.copy, expected one/,
    },
    {
      rule: 'cutovers',
      what: "another zone's dataset",
      broken: (plan) =>
        (first(plan.datasets).from.dataset = 'zones/0f33f489-a6c7-4273-89ab-3529ad74d5f4/data'),
      says: /datasets\[0\]: .* is no dataset of the zone replaced/,
    },
    {
      rule: 'cutovers',
      what: 'a step about another dataset than was told',
      broken: (plan) => {
        const { params } = stepOf(plan, 'imgapi/prepare/first-copy', 'dataset.copy');
        // The draft's steps share objects: a new one, so that only this step is broken.
        params.from = { ...params.from, dataset: 'zones/other' };
      },
      says: /imgapi\/prepare\/first-copy: is about zones\/other on .*, datasets has zones\/.*\/data on .* for imgapi1/,
    },
    {
      rule: 'cutovers',
      what: 'a dataset sent that nobody was told of',
      broken: (plan) => (plan.datasets = []),
      says: /imgapi\/cutover\/last-increment: .* datasets has no dataset for imgapi1/,
    },
    {
      rule: 'cutovers',
      what: 'an sdc zone stopped in the middle of what it does',
      broken: (plan) => (plan.steps = plan.steps.filter(({ id }) => id !== 'sdc/cutover/quiet')),
      says: /sdc\/cutover\/stop-old: stops hermes and its cron lines, and no services.disable/,
    },
    {
      rule: 'cutovers',
      what: 'two sdc zones that act',
      broken: (plan) => {
        drop(plan, 'sdc/cutover/start', 'sdc/cutover/stop-old');
      },
      says: /sdc\/cutover\/start: does not wait for sdc\/cutover\/stop-old: two of them would act/,
    },
    {
      rule: 'through',
      what: 'a SAPI stopped that nobody compared',
      broken: (plan) => {
        drop(plan, 'sapi/cutover/settle', 'sapi/cutover/compare');
      },
      says: /sapi\/cutover\/stop-old: stops a SAPI that no sapi.compare has compared with the new one/,
    },
    {
      rule: 'through',
      what: 'a SAPI deleted through whichever its name leads to',
      broken: (plan) => {
        delete step(plan, 'sapi/commit/delete-old').through;
      },
      says: /sapi\/commit\/delete-old: deletes a SAPI through the name, expected the address of sapi1/,
    },
    {
      rule: 'through',
      what: 'a SAPI deleted through itself',
      broken: (plan) => {
        const { through } = step(plan, 'sapi/prepare/create');
        assert.ok(through);
        step(plan, 'sapi/commit/delete-old').through = through;
      },
      says: /sapi\/commit\/delete-old: deletes a SAPI through sapi at 10.99.99.32, expected/,
    },
    {
      rule: 'through',
      what: 'a SAPI created through itself',
      broken: (plan) => {
        const { through } = step(plan, 'sapi/commit/delete-old');
        assert.ok(through);
        step(plan, 'sapi/prepare/create').through = through;
      },
      says: /sapi\/prepare\/create: creates sapi1 through sapi at .*, which is not there yet/,
    },
    {
      rule: 'expects',
      what: 'expectations left out',
      broken: (plan) => (plan.expects = plan.expects.filter(({ fact }) => fact.kind !== 'instance-present')),
      says: /vmapi\/commit\/delete-old: rests on the instance .*, which expects does not hold/,
    },
    {
      rule: 'expects',
      what: 'an address that need not be free',
      broken: (plan) => (plan.expects = plan.expects.filter(({ fact }) => fact.kind !== 'address-free')),
      says: /vmapi\/prepare\/reserve-.*: rests on the address .* being free/,
    },
    {
      rule: 'expects',
      what: 'a verification that asks nothing',
      broken: (plan) => {
        stepOf(plan, 'vmapi/cutover/verify', 'service.verify').params.checks = [];
      },
      says: /vmapi\/cutover\/verify: asks for health without a single check/,
    },
    {
      rule: 'expects',
      what: 'a wait that asks no binder',
      broken: (plan) => {
        stepOf(plan, 'vmapi/cutover/in-dns', 'dns.await').params.resolvers = [];
      },
      says: /vmapi\/cutover\/in-dns: waits for DNS and asks no binder/,
    },
    {
      rule: 'commits',
      what: 'a gate that calls a zone by another name',
      broken: (plan) => {
        const [told] = stepOf(plan, GATE, 'gate.commit').params.deletes;
        if (told) told.alias = 'harmless0';
      },
      says: /says that harmless0 on headnode0 is deleted, and it is \w+ on headnode0/,
    },
    {
      rule: 'commits',
      what: 'snapshots destroyed while they are needed',
      broken: (plan) => {
        drop(plan, 'imgapi/commit/forget-snapshots', 'imgapi/commit/delete-old');
      },
      says: /forget-snapshots: destroys snapshots and does not wait for the instance.delete/,
    },
    {
      rule: 'commits',
      what: 'a delete in the cutover',
      broken: (plan) => (step(plan, 'vmapi/commit/delete-old').phase = 'cutover'),
      says: /vmapi\/commit\/delete-old: is irreversible in phase cutover/,
    },
    {
      rule: 'commits',
      what: 'a delete that claims to be reversible',
      broken: (plan) => (step(plan, 'vmapi/commit/delete-old').irreversible = false),
      says: /instance.delete can't be undone, and the step is not marked irreversible/,
    },
    {
      rule: 'commits',
      what: 'a delete with an undo',
      broken: (plan) => (step(plan, 'vmapi/commit/delete-old').undo = step(plan, 'vmapi/cutover/start').undo),
      says: /delete-old: is irreversible and has an undo/,
    },
    {
      rule: 'commits',
      what: 'a delete before the gate',
      broken: (plan) => {
        drop(plan, 'vmapi/commit/delete-old', GATE);
      },
      says: /vmapi\/commit\/delete-old: is irreversible and waits for no gate/,
    },
    {
      rule: 'commits',
      what: 'a delete of what was not verified',
      broken: (plan) => {
        drop(plan, 'sdc/commit/delete-old', 'sdc/cutover/verify');
        drop(plan, GATE, 'sdc/cutover/verify');
        drop(plan, 'moray/cutover/others', 'sdc/cutover/verify');
        drop(plan, 'sdc/cutover/renumber-1', 'sdc/cutover/verify');
        plan.estimate.criticalPath = [];
        drop(plan, 'literals/commit/by-hand', 'sdc/cutover/verify');
      },
      says: /sdc\/commit\/delete-old: .* waits for no service.verify of sdc1/,
    },
    {
      rule: 'commits',
      what: 'deletes before an address that is written down was changed',
      broken: (plan) => {
        drop(plan, GATE, 'sapi/cutover/renumber-1');
      },
      says: /delete-replaced-zones: does not wait for sapi\/cutover\/renumber-1/,
    },
    {
      rule: 'commits',
      what: 'a gate that hides a delete',
      broken: (plan) => stepOf(plan, GATE, 'gate.commit').params.deletes.pop(),
      says: /does not say that the zone .* is deleted behind it/,
    },
    {
      rule: 'commits',
      what: 'a gate that names a zone nobody deletes',
      broken: (plan) => (plan.steps = plan.steps.filter(({ id }) => id !== 'vmapi/commit/delete-old')),
      says: /says that the zone .* is deleted, and no step does it/,
    },
    {
      rule: 'commits',
      what: 'addresses freed before their zone is gone',
      broken: (plan) => {
        drop(plan, 'vmapi/commit/sweep-nics', 'vmapi/commit/delete-old');
      },
      says: /vmapi\/commit\/sweep-nics: frees addresses and does not wait for the instance.delete/,
    },
    {
      rule: 'commits',
      what: 'tools taken from a headnode while their zone is there',
      broken: (plan) => {
        drop(plan, 'sdc/commit/unlink', 'sdc/commit/delete-old');
      },
      says: /sdc\/commit\/unlink: removes a link and does not wait for the instance.delete/,
    },
    {
      rule: 'commits',
      what: 'hermes restarted while there is something to delete',
      broken: (plan) => {
        drop(plan, 'hermes/commit/restart', 'imgapi/commit/delete-old');
      },
      says: /hermes\/commit\/restart: does not wait for imgapi\/commit\/delete-old/,
    },
    {
      rule: 'commits',
      what: 'data deleted that nothing compares',
      broken: (plan) => (plan.steps = plan.steps.filter(({ id }) => id !== 'imgapi/commit/forget-snapshots')),
      says: /imgapi\/commit\/delete-old: deletes data, and no dataset.forget of imgapi1 names its snapshots/,
    },
    {
      rule: 'commits',
      what: 'data compared at no snapshot',
      broken: (plan) =>
        (stepOf(plan, 'imgapi/commit/forget-snapshots', 'dataset.forget').params.snapshots = []),
      says: /imgapi\/commit\/forget-snapshots: names no snapshot of the data deleted/,
    },
    {
      rule: 'commits',
      what: 'data compared before its last increment',
      broken: (plan) =>
        stepOf(plan, 'imgapi/commit/forget-snapshots', 'dataset.forget').params.snapshots.reverse(),
      says: /forget-snapshots: names the snapshots .*-2, .*-1, expected .*-1 and at last .*-2/,
    },
    {
      rule: 'removals',
      what: 'a service taken out that is no cluster',
      broken: (plan) => {
        for (const instance of plan.instances) if (instance.key === 'vmapi1') instance.create = null;
      },
      says: /vmapi1: is taken out, and vmapi is no cluster/,
    },
    {
      rule: 'removals',
      what: 'an instance that makes nothing and takes nothing out',
      broken: (plan) => {
        for (const instance of plan.instances) if (instance.key === 'moray0') instance.replaces = null;
      },
      says: /moray0: must have one of create, existing and replaces/,
    },
    {
      rule: 'removals',
      what: 'a member taken out that nobody asked to take out',
      broken: (plan) => (plan.intent.options.allowDegraded = false),
      says: /moray0: is taken out, and intent and policy do not both allow that/,
    },
    {
      rule: 'removals',
      what: "a member taken out against the datacenter's policy",
      broken: (plan) => (plan.policy.allowDegraded = false),
      says: /moray0: is taken out, and intent and policy do not both allow that/,
    },
    {
      rule: 'removals',
      what: 'a member that leaves before anybody has looked at the others',
      broken: (plan) => {
        drop(plan, 'moray/cutover/unregister', 'moray/cutover/others');
      },
      says: /moray\/cutover\/unregister: waits for no members.verify of moray0 before/,
    },
    {
      rule: 'removals',
      what: 'a member that stops a minute after anybody has looked at the others',
      broken: (plan) => {
        drop(plan, 'moray/cutover/stop-old', 'moray/cutover/others-again');
        const need = { step: 'moray/cutover/others' as StepId, because: 'verified' as const };
        step(plan, 'moray/cutover/stop-old').needs.push(need, {
          step: 'moray/cutover/out-of-dns' as StepId,
          because: 'out-of-dns',
        });
      },
      says: /moray\/cutover\/stop-old: waits for no members.verify of moray0 directly before/,
    },
    {
      rule: 'removals',
      what: 'a member deleted that the others were not seen to do without',
      broken: (plan) => (stepOf(plan, 'moray/cutover/verify', 'members.verify').params.left = false),
      says: /moray\/commit\/delete-old: waits for no members.verify of moray0 after it has left/,
    },
    {
      rule: 'removals',
      what: 'a member that counts among those that serve without it',
      broken: (plan) => {
        const { members } = stepOf(plan, 'moray/cutover/verify', 'members.verify').params;
        const uuid = plan.instances.find(({ key }) => key === 'moray0')?.replaces?.uuid;
        if (uuid) first(members).uuid = uuid;
      },
      says: /moray\/cutover\/verify: counts moray0 among those that serve without it/,
    },
    {
      rule: 'removals',
      what: 'a look at nobody',
      broken: (plan) => (stepOf(plan, 'moray/cutover/others', 'members.verify').params.members = []),
      says: /moray\/cutover\/others: looks at 0 members, and 1 must stay/,
    },
    {
      rule: 'removals',
      what: 'a look at the members of what is replaced',
      broken: (plan) =>
        (stepOf(plan, 'moray/cutover/others', 'members.verify').params.instance = 'vmapi1' as InstanceKey),
      says: /moray\/cutover\/others: is about vmapi1, which something replaces/,
    },
    {
      rule: 'removals',
      what: 'a look at the others before the member has stopped',
      broken: (plan) => {
        drop(plan, 'moray/cutover/verify', 'moray/cutover/stop-old');
      },
      says: /moray\/cutover\/verify: does not wait for moray\/cutover\/stop-old/,
    },
    {
      rule: 'writes',
      what: 'two steps that write one object at the same time',
      broken: (plan) =>
        step(plan, 'vmapi/prepare/create').touches.push(
          ...step(plan, 'imgapi/prepare/create').touches.filter(({ mode }) => mode === 'write'),
        ),
      says: /writes .*, and so does vmapi\/prepare\/create: neither waits for the other/,
    },
    {
      rule: 'writes',
      what: 'a step that writes what a bracket holds',
      broken: (plan) => step(plan, 'vmapi/prepare/create').touches.push(...first(plan.brackets).open.touches),
      says: /vmapi\/prepare\/create.*rabbitmq\/cutover\/hold|rabbitmq\/cutover\/hold.*vmapi\/prepare\/create/,
    },
    {
      rule: 'brackets',
      what: 'a bracket around nothing',
      broken: (plan) => (first(plan.brackets).around = []),
      says: /rabbitmq\/cutover\/hold-10.99.99.21: is a bracket around no steps/,
    },
    {
      rule: 'brackets',
      what: 'a bracket around a step that is not there',
      broken: (plan) => first(plan.brackets).around.push('nobody/knows' as StepId),
      says: /is around nobody\/knows/,
    },
    {
      rule: 'brackets',
      what: 'a bracket closed by what does not close it',
      broken: (plan) => (first(plan.brackets).close = structuredClone(first(plan.brackets).open)),
      says: /is closed by address.hold: expected address.unhold/,
    },
    {
      rule: 'brackets',
      what: 'a bracket that closes something else',
      broken: (plan) => {
        const { close } = first(plan.brackets);
        if (close.action === 'address.unhold') close.params.ip = '10.88.88.99';
      },
      says: /opens 10.99.99.21 on .* and closes 10.88.88.99 on/,
    },
    {
      rule: 'brackets',
      what: 'an address that nobody holds while it moves',
      broken: (plan) => (first(plan.brackets).around = ['rabbitmq/cutover/start' as StepId]),
      says: /rabbitmq\/cutover\/create: moves 10.99.99.21 on .*, and no bracket address.hold of it is around/,
    },
    {
      rule: 'undos',
      what: 'an address that does not become what it was',
      broken: (plan) => {
        const { undo } = stepOf(plan, 'sapi/cutover/renumber-1', 'sapi.substitute');
        assert.ok(undo?.action === 'sapi.substitute', 'it has an undo');
        first(undo.params.changes).new = '10.99.99.250';
      },
      says: /renumber-1: has an undo with the changes/,
    },
    {
      rule: 'undos',
      what: 'an address that stays changed',
      broken: (plan) => (step(plan, 'sapi/cutover/renumber-1').undo = null),
      says: /renumber-1: has no undo, expected sapi.substitute/,
    },
    {
      rule: 'undos',
      what: 'a zone that nobody would delete again',
      broken: (plan) => (step(plan, 'vmapi/prepare/create').undo = null),
      says: /vmapi\/prepare\/create: has no undo, expected zone.delete/,
    },
    {
      rule: 'undos',
      what: 'services that would stay down',
      broken: (plan) => (step(plan, 'sdc/cutover/quiet').undo = null),
      says: /sdc\/cutover\/quiet: has no undo, expected services.enable/,
    },
    {
      rule: 'undos',
      what: 'a copy whose snapshots would stay',
      broken: (plan) => (step(plan, 'imgapi/prepare/first-copy').undo = null),
      says: /imgapi\/prepare\/first-copy: has no undo, expected dataset.forget/,
    },
    {
      rule: 'undos',
      what: 'an increment that would not come back',
      broken: (plan) => (step(plan, 'imgapi/cutover/last-increment').undo = null),
      says: /imgapi\/cutover\/last-increment: has no undo, expected dataset.return/,
    },
    {
      rule: 'undos',
      what: 'a NIC that would not come back',
      broken: (plan) => (step(plan, 'adminui/cutover/move-10.88.88.7').undo = null),
      says: /adminui\/cutover\/move-10.88.88.7: has no undo, expected nic.move/,
    },
    {
      rule: 'undos',
      what: 'a new zone that would stay up',
      broken: (plan) => (step(plan, 'vmapi/cutover/start').undo = null),
      says: /vmapi\/cutover\/start: has no undo, expected zone.stop/,
    },
    {
      rule: 'undos',
      what: 'an old zone that would stay down',
      broken: (plan) => (step(plan, 'vmapi/cutover/stop-old').undo = null),
      says: /vmapi\/cutover\/stop-old: has no undo, expected zone.revive/,
    },
    {
      rule: 'undos',
      what: 'an old zone that would stay out of DNS',
      broken: (plan) => (step(plan, 'vmapi/cutover/unregister').undo = null),
      says: /vmapi\/cutover\/unregister: has no undo, expected registrar.enable/,
    },
    {
      rule: 'undos',
      what: 'an address that would stay reserved',
      broken: (plan) => (reserve(plan).undo = null),
      says: /vmapi\/prepare\/reserve-.*: has no undo, expected address.release/,
    },
    {
      rule: 'undos',
      what: 'an undo of what needs none',
      broken: (plan) => (step(plan, 'vmapi/cutover/verify').undo = step(plan, 'vmapi/cutover/start').undo),
      says: /vmapi\/cutover\/verify: has the undo zone.stop, and nothing takes service.verify back/,
    },
    {
      rule: 'undos',
      what: 'an undo of another action',
      broken: (plan) => (step(plan, 'vmapi/cutover/start').undo = step(plan, 'vmapi/prepare/create').undo),
      says: /vmapi\/cutover\/start: has the undo zone.delete, zone.start is undone by zone.stop/,
    },
    {
      rule: 'undos',
      what: 'an undo of another instance',
      broken: (plan) => {
        const { undo } = step(plan, 'vmapi/prepare/create');
        assert.equal(undo?.action, 'zone.delete');
        undo.params.instance = 'imgapi1' as InstanceKey;
      },
      says: /vmapi\/prepare\/create: has an undo with the instance imgapi1, expected vmapi1/,
    },
    {
      rule: 'undos',
      what: 'an undo of the other zone',
      broken: (plan) => {
        const { undo } = step(plan, 'vmapi/cutover/start');
        assert.equal(undo?.action, 'zone.stop');
        undo.params.zone = { ...undo.params.zone, side: 'old' };
      },
      says: /vmapi\/cutover\/start: has an undo with the zone .*old.*, expected .*new/,
    },
    {
      rule: 'undos',
      what: 'an undo that takes the wrong zone out of DNS',
      broken: (plan) => {
        const { undo } = step(plan, 'vmapi/cutover/await');
        assert.equal(undo?.action, 'registrar.disable');
        undo.params.zone = { ...undo.params.zone, side: 'old' };
      },
      says: /vmapi\/cutover\/await: has an undo with the zone .*old.*, expected .*new/,
    },
    {
      rule: 'undos',
      what: 'an undo that waits for another name',
      broken: (plan) => {
        const { undo } = step(plan, 'vmapi/cutover/in-dns');
        assert.equal(undo?.action, 'dns.await');
        undo.params.name = 'other.example.com';
      },
      says: /vmapi\/cutover\/in-dns: has an undo with the name other.example.com, expected vmapi/,
    },
    {
      rule: 'undos',
      what: 'an undo with another MAC',
      broken: (plan) => {
        const { undo } = step(plan, 'adminui/cutover/move-10.88.88.7');
        assert.equal(undo?.action, 'nic.move');
        undo.params.mac = '90:b8:d0:00:00:01';
      },
      says: /adminui\/cutover\/move-10.88.88.7: has an undo with the mac 90:b8:d0:00:00:01, expected/,
    },
    {
      rule: 'undos',
      what: 'a NIC that is moved the same way again',
      broken: (plan) => {
        const { undo } = step(plan, 'adminui/cutover/move-10.88.88.7');
        assert.equal(undo?.action, 'nic.move');
        undo.params.to = 'new';
      },
      says: /adminui\/cutover\/move-10.88.88.7: has an undo with the to new, expected old/,
    },
    {
      rule: 'undos',
      what: 'a NIC that was taken and would not be given back',
      broken: (plan) => {
        const { undo } = step(plan, 'rabbitmq/cutover/create');
        assert.equal(undo?.action, 'zone.delete');
        delete undo.params.takes;
      },
      says: /rabbitmq\/cutover\/create: takes the NIC .*, and its undo does not give it back/,
    },
    {
      rule: 'undos',
      what: 'an undo of another dataset',
      broken: (plan) => {
        const { undo } = step(plan, 'imgapi/cutover/last-increment');
        assert.equal(undo?.action, 'dataset.return');
        undo.params.from = { ...undo.params.from, dataset: 'zones/other' };
      },
      says: /imgapi\/cutover\/last-increment: has an undo with the from .*zones\/other.*, expected/,
    },
    {
      rule: 'undos',
      what: 'an undo towards another server',
      broken: (plan) => {
        const { undo } = step(plan, 'imgapi/cutover/last-increment');
        assert.equal(undo?.action, 'dataset.return');
        undo.params.to = undo.params.from.server;
      },
      says: /imgapi\/cutover\/last-increment: has an undo with the to .*, expected/,
    },
    {
      rule: 'undos',
      what: 'an undo of another snapshot',
      broken: (plan) => {
        const { undo } = step(plan, 'imgapi/cutover/last-increment');
        assert.equal(undo?.action, 'dataset.return');
        undo.params.snapshot = 'other';
      },
      says: /imgapi\/cutover\/last-increment: has an undo with the snapshot other, expected/,
    },
    {
      rule: 'undos',
      what: 'an undo that forgets other snapshots',
      broken: (plan) => {
        const { undo } = step(plan, 'imgapi/prepare/first-copy');
        assert.equal(undo?.action, 'dataset.forget');
        undo.params.snapshots = ['other'];
      },
      says: /imgapi\/prepare\/first-copy: has an undo with the snapshots .*other.*, expected/,
    },
    {
      rule: 'undos',
      what: 'an undo that forgets one side',
      broken: (plan) => {
        const { undo } = step(plan, 'imgapi/prepare/first-copy');
        assert.equal(undo?.action, 'dataset.forget');
        undo.params.sides = ['new'];
      },
      says: /imgapi\/prepare\/first-copy: has an undo with the sides .*new.*, expected .*old/,
    },
    {
      rule: 'undos',
      what: 'an undo of another address',
      broken: (plan) => {
        const { undo } = reserve(plan);
        assert.equal(undo?.action, 'address.release');
        undo.params = { ...undo.params, ip: '10.99.99.1' };
      },
      says: /reserve-.*: has an undo with the ip 10.99.99.1, expected/,
    },
    {
      rule: 'estimates',
      what: 'a range out of order',
      broken: (plan) => (step(plan, 'vmapi/cutover/start').estimateSeconds.low = 10_000),
      says: /vmapi\/cutover\/start: expected low <= typical <= high, found 10000/,
    },
    {
      rule: 'estimates',
      what: 'a critical path that leaps',
      broken: (plan) => plan.estimate.criticalPath.splice(1, 1),
      says: /estimate.criticalPath: leads from .* to .*, which does not need it/,
    },
    {
      rule: 'estimates',
      what: 'a window that ends before it begins',
      broken: (plan) => (first(plan.estimate.windows).fromSeconds = 1e6),
      says: /window of \w+: ends before it begins/,
    },
  ],
);

const binder = planOf(spreadBinders(), ['binder']);

testBroken(
  ['ensembles'],
  [
    {
      rule: 'ensembles',
      what: 'a binder that stops while nobody has looked at the others',
      broken: (plan) => {
        drop(plan, 'binder/cutover/stop-old', 'binder/cutover/ensemble');
      },
      says: /binder\/cutover\/stop-old: waits for no ensemble.await directly before/,
    },
    {
      rule: 'ensembles',
      what: 'a binder that leaves DNS after anybody has looked at the others',
      broken: (plan) => {
        const [unregister, ensemble, stop] = ['unregister', 'ensemble', 'stop-old'].map((slug) =>
          step(plan, `binder/cutover/${slug}`),
        ) as [generated.Step, generated.Step, generated.Step];
        ensemble.needs = unregister.needs;
        unregister.needs = [{ step: ensemble.id, because: 'whole' }];
        stop.needs = [
          { step: ensemble.id, because: 'whole' },
          { step: unregister.id, because: 'unregistered' },
        ];
      },
      says: /binder\/cutover\/stop-old: waits for no ensemble.await directly before/,
    },
    {
      rule: 'ensembles',
      what: 'a binder that is verified before it is a member',
      broken: (plan) => {
        for (const one of plan.steps) one.needs = one.needs.filter(({ step: id }) => !id.endsWith('/back'));
      },
      says: /binder\/cutover\/verify: waits for no ensemble.await of binder\d+ at 10.99.99.12 after its start/,
    },
    {
      rule: 'ensembles',
      what: 'a wait for the ensemble without the new member',
      broken: (plan) => {
        const { members } = stepOf(plan, 'binder/cutover/back', 'ensemble.await').params;
        members.splice(members.indexOf('10.99.99.12'), 1);
      },
      says: /binder\/cutover\/verify: waits for no ensemble.await of binder\d+ at 10.99.99.12 after its start/,
    },
  ],
  binder,
);

test('ensembles: the plan of a binder is sound', () => {
  assert.deepEqual(lint(binder), []);
});

test('undos: an address that was reserved for us before may stay so', () => {
  const draft = structuredClone(sound) as Draft;
  const { params } = Object.assign(reserve(draft), { undo: null });
  for (const one of draft.reservations) if (one.ip === params.ip) one.source = 'reserved';
  assert.deepEqual(lint(draft), []);
});

function reserve(plan: Draft) {
  const { id } = first(plan.steps.filter((one) => one.id.startsWith('vmapi/prepare/reserve-')));
  return stepOf(plan, id, 'address.reserve');
}
