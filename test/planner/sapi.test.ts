/** What is special about planning the move of SAPI: its image, and its own address in metadata. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planChanged } from './support/plan-changed.ts';

interface Recorded {
  sapi: {
    services: { uuid: string; name: string; params: { image_uuid: string }; metadata: object }[];
    instances: { service_uuid: string; metadata: object }[];
  };
  imgapi?: { images: { uuid: string; version: string }[] };
}

/** Plans sapi's move from a recording that was changed. */
function plan(change: (dc: Recorded, sapi: Recorded['sapi']['services'][number]) => void) {
  const changed = (dc: Recorded): void => {
    const sapi = dc.sapi.services.find(({ name }) => name === 'sapi');
    assert.ok(sapi, 'no sapi');
    change(dc, sapi);
  };
  return planChanged('no-ha', changed, ['sapi']);
}

const codes = ({ findings }: ReturnType<typeof plan>): readonly string[] => findings.map(({ code }) => code);

function image(dc: Recorded, { params }: Recorded['sapi']['services'][number]) {
  const found = dc.imgapi?.images.find(({ uuid }) => uuid === params.image_uuid);
  assert.ok(found);
  return found;
}

test('an image that needs a third instance is an error, the first that does not is none', () => {
  const stamped = (stamp: string) =>
    plan((dc, sapi) => (image(dc, sapi).version = `release-20180621-${stamp}-gabcdef1`));
  const old = stamped('20180622T144528Z');
  assert.equal(old.plan, null);
  assert.deepEqual(codes(old), ['sapi-image-too-old']);
  const first = stamped('20180622T144529Z');
  assert.ok(first.plan);
  assert.ok(!codes(first).some((code) => code.startsWith('sapi-image')));
});

test('an image whose age nothing tells is a warning', () => {
  for (const made of [
    plan((dc, sapi) => (image(dc, sapi).version = '1.2.3')),
    plan((dc) => delete dc.imgapi),
  ]) {
    assert.ok(made.plan);
    assert.ok(codes(made).includes('sapi-image-unknown'));
  }
});

test('its own old address does not go along, and is changed where others have it', () => {
  const made = plan((dc, sapi) => {
    for (const instance of dc.sapi.instances)
      if (instance.service_uuid === sapi.uuid)
        instance.metadata = { 'sapi-url': 'http://10.99.99.32', LOG_LEVEL: 'debug' };
    for (const service of dc.sapi.services)
      if (service.name === 'assets') service.metadata = { 'sapi-url': 'http://10.99.99.32' };
  });
  const create = made.plan?.steps.find(({ action }) => action === 'zone.create');
  assert.ok(create?.action === 'zone.create');
  assert.deepEqual(create.params.copyMetadata, ['LOG_LEVEL']);
  const changed = made.plan?.steps.flatMap((step) =>
    step.action === 'sapi.substitute' ? [step.params.changes.map(({ key }) => key).join()] : [],
  );
  assert.deepEqual(changed, ['sapi_admin_ips', 'sapi-url']);
});
