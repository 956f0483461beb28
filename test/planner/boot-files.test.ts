/** Where assets and dhcpd may go: to a headnode that has what they hand out. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { planChanged } from './support/plan-changed.ts';

interface Server {
  uuid: string;
  hostname: string;
  boot_platform: string;
}
interface Recorded {
  sapi: { services: { uuid: string; name: string }[]; instances: { service_uuid: string }[] };
  cnapi: { servers: Server[] };
  globalZones: Record<string, { usbkey?: object }>;
}

const EXTRA = [
  'agents/latest',
  'joysetup/node.config',
  'joysetup/joysetup.sh',
  'joysetup/agentsetup.sh',
  'joysetup/cn_tools.tar.gz',
];

const plan = (change: (dc: Recorded) => void) => planChanged('no-ha', change);

/** Records what is on the target's /usbkey. */
function withUsbkey(
  { cnapi, globalZones }: Recorded,
  platforms: readonly string[],
  extra: readonly string[],
) {
  const to = cnapi.servers.find(({ hostname }) => hostname === 'headnode1');
  const zone = globalZones[to?.uuid ?? ''];
  assert.ok(zone);
  zone.usbkey = { platforms, extra };
}

const platformsOf = ({ cnapi }: Recorded) => cnapi.servers.map((server) => server.boot_platform);
const told = ({ findings }: ReturnType<typeof plan>) =>
  findings.filter(({ code }) => code.startsWith('boot-files')).map(({ code }) => code);

describe('what servers boot and are set up with', () => {
  test('is on the target: nothing to tell', () => {
    assert.deepEqual(
      told(
        plan((dc) => {
          withUsbkey(dc, platformsOf(dc), EXTRA);
        }),
      ),
      [],
    );
  });

  test('lacks a platform that a server boots: no plan', () => {
    const made = plan((dc) => {
      withUsbkey(dc, platformsOf(dc), EXTRA);
      for (const server of dc.cnapi.servers.slice(0, 1)) server.boot_platform = '20991231T000000Z';
    });
    assert.equal(made.plan, null);
    assert.match(made.findings[0]?.message ?? '', /^headnode1 lacks \/usbkey\/os\/20991231T000000Z, /);
  });

  test('lacks a file: no plan', () => {
    const made = plan((dc) => {
      withUsbkey(dc, platformsOf(dc), EXTRA.slice(1));
    });
    assert.equal(made.plan, null);
    assert.match(made.findings[0]?.message ?? '', /^headnode1 lacks \/usbkey\/extra\/agents\/latest, /);
  });

  test('was not recorded: a warning', () => {
    assert.deepEqual(told(plan(() => undefined)), ['boot-files-unknown']);
  });
});

test('an assets zone that SAPI has no service for is left, and it is said what to do first', () => {
  const { plan: made } = plan(({ sapi }) => {
    const service = sapi.services.find(({ name }) => name === 'assets');
    sapi.services = sapi.services.filter((one) => one !== service);
    sapi.instances = sapi.instances.filter((one) => one.service_uuid !== service?.uuid);
  });
  const left = made?.left.find(({ instance }) => instance.alias === 'assets0');
  assert.equal(left?.code, 'no-sapi-service');
  assert.match(left.why, /`sdcadm experimental update-other`/);
});
