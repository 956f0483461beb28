/** zfs as it was recorded, in the forms that hnadm uses; and sending, whose rules are those of guids. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { restoreDatacenter } from '../../simulator/datacenter.ts';
import { lines } from './support/recorded.ts';
import { siteOf, snapshotNamed, threeHeadnodes, createStopped, type Site } from './support/site.ts';

interface RecordedCommand {
  readonly n: number;
  readonly host?: string;
  readonly command?: string;
  readonly exit?: number;
  readonly stderr?: string;
}

/** The dataset of the recordings. */
const DATASET = 'zones/5b6ab8a8-7e2a-4c1f-9d3e-0f1c2b3a4d5e/data';

/** Recorded commands whose forms hnadm uses; others try what it never does (properties, several at once). */
const REPLAYED = [41, 42, 46, 47, 48, 49, 54, 61, 66, 67, 72, 105, 106, 110, 116, 174];
const SENT = [91, 92, 96, 97, 108];

/** A headnode with the recordings' dataset. */
function recordedHost(): Site {
  const snapshot = snapshotNamed('no-ha');
  const [first] = Object.keys(snapshot.globalZones ?? {});
  const dataset = {
    name: DATASET,
    usedBytes: 8_420_352,
    referencedBytes: 8_420_352,
    guid: '9793130320094519183',
  };
  const globalZones = {
    ...snapshot.globalZones,
    [String(first)]: { hostname: 'z1', reachable: true, datasets: [dataset] },
  };
  return siteOf({ ...snapshot, globalZones });
}

function firstLine(text: string | undefined): string {
  return (text ?? '').split('\n')[0] ?? '';
}

test('zfs exits and complains as it was recorded', async () => {
  const site = recordedHost();
  const recorded = (lines('zfs') as readonly RecordedCommand[]).filter(
    ({ n }) => REPLAYED.includes(n) || SENT.includes(n),
  );
  // The recordings' later snapshots; what is sent is one of them.
  for (const { n, command = '', exit, stderr } of recorded) {
    if (n === 91) await site.run(0, `zfs snapshot ${DATASET}@t2`);
    const result = command.startsWith('zfs send')
      ? (await site.send(0, command, 1, 'zfs recv -F -s -u zones/none')).from
      : await site.run(0, command);
    const told = { exit: result.exitCode, message: firstLine(result.stderr) };
    assert.deepEqual(told, { exit, message: firstLine(stderr) }, `#${String(n)} ${command}`);
  }
  assert.equal(recorded.length, REPLAYED.length + SENT.length);
});

const NEW = 'aaaaaaaa-1111-4111-8111-000000000002';
const TO = `zones/${NEW}/data`;

/** A new imgapi zone, not started, and the name of the old one's dataset. */
async function pair(): Promise<{ readonly site: Site; readonly from: string }> {
  const site = threeHeadnodes();
  await createStopped(site, 'imgapi', 'imgapi1', NEW);
  const from = `zones/${site.zone('imgapi0').uuid}/data`;
  await site.run(0, `zfs snapshot ${from}@one`);
  await site.run(0, `zfs bookmark ${from}@one ${from}#one`);
  return { site, from };
}

describe('receiving', () => {
  test('a whole stream needs -F where a dataset is, and no snapshot there', async () => {
    const { site, from } = await pair();
    const send = `zfs send ${from}@one`;
    assert.match(
      (await site.send(0, send, 1, `zfs recv -s -u ${TO}`)).to.stderr,
      /must specify -F to overwrite it/,
    );
    assert.equal((await site.send(0, send, 1, `zfs recv -F -s -u ${TO}`)).to.exitCode, 0);
    assert.match(
      (await site.send(0, send, 1, `zfs recv -F -s -u ${TO}`)).to.stderr,
      /destination has snapshots/,
    );
  });

  test('a copy has the guid of what was sent, an increment from a bookmark too', async () => {
    const { site, from } = await pair();
    await site.send(0, `zfs send ${from}@one`, 1, `zfs recv -F -s -u ${TO}`);
    await site.sleep(60);
    await site.run(0, `zfs snapshot ${from}@two`);
    await site.run(0, `zfs destroy ${from}@one`);
    const { to } = await site.send(0, `zfs send -i ${from}#one ${from}@two`, 1, `zfs recv -F -s -u ${TO}`);
    assert.equal(to.exitCode, 0, to.stderr);
    const guid = async (headnode: number, dataset: string): Promise<string | undefined> => {
      const { stdout } = await site.run(headnode, `zfs list -Hp -o name,guid -t snapshot -d 1 ${dataset}`);
      return stdout
        .split('\n')
        .find((line) => line.includes('@two'))
        ?.split('\t')[1];
    };
    assert.equal(await guid(1, TO), await guid(0, from));
  });

  test('an increment is refused without its base, and where a newer snapshot is held', async () => {
    const { site, from } = await pair();
    await site.run(0, `zfs snapshot ${from}@two`);
    const increment = `zfs send -i ${from}#one ${from}@two`;
    assert.match(
      (await site.send(0, increment, 1, `zfs recv -F -s -u ${TO}`)).to.stderr,
      /does not\nmatch incremental source/,
    );
    await site.send(0, `zfs send ${from}@one`, 1, `zfs recv -F -s -u ${TO}`);
    await site.run(1, `zfs snapshot ${TO}@local`);
    await site.run(1, `zfs hold keep ${TO}@local`);
    assert.equal((await site.send(0, increment, 1, `zfs recv -F -s -u ${TO}`)).to.exitCode, 1);
    await site.run(1, `zfs release keep ${TO}@local`);
    assert.equal((await site.send(0, increment, 1, `zfs recv -F -s -u ${TO}`)).to.exitCode, 0);
  });

  test('a running zone is not received into', async () => {
    const { site, from } = await pair();
    await site.run(1, `vmadm start ${NEW}`);
    assert.match(
      (await site.send(0, `zfs send ${from}@one`, 1, `zfs recv -F -s -u ${TO}`)).to.stderr,
      /busy/,
    );
  });

  test('a cut receive with -s leaves a token, which refuses the next one until it is discarded', async () => {
    const { site, from } = await pair();
    const [source, target] = [site.headnodes[0], site.headnodes[1]];
    assert.ok(source !== undefined && target !== undefined);
    const abort = new AbortController();
    let told = 0;
    const pipe = site.datacenter.transport.pipe(
      { server: source, argv: ['zfs', 'send', `${from}@one`] },
      { server: target, argv: ['zfs', 'recv', '-F', '-s', '-u', TO] },
      { signal: abort.signal, onBytes: (bytes) => (told = bytes) },
    );
    const cut = assert.rejects(pipe, { name: 'TransportError', sent: true });
    await site.sleep(300);
    assert.ok(told > 0, 'progress is told');
    assert.match((await site.run(1, `zfs recv -A ${TO}`)).stderr, /dataset is busy/);
    assert.match((await site.run(0, `zfs destroy ${from}@one`)).stderr, /dataset is busy/);
    const underWay = site.datacenter.state();
    abort.abort();
    await cut;
    const killed = siteOf(snapshotNamed('three-headnodes'), restoreDatacenter(underWay));
    assert.equal((await killed.run(1, `zfs recv -A ${TO}`)).exitCode, 0, 'the end of its client cuts it too');
    const token = await site.run(1, `zfs get -Hp -o value receive_resume_token ${TO}`);
    assert.match(token.stdout, /^1-[0-9a-f-]+\n$/);
    const again = await site.send(0, `zfs send ${from}@one`, 1, `zfs recv -F -s -u ${TO}`);
    assert.match(again.to.stderr, /contains partially-complete state/);
    assert.equal((await site.run(1, `zfs recv -A ${TO}`)).exitCode, 0);
    assert.match(
      (await site.run(1, `zfs recv -A ${TO}`)).stderr,
      /does not have any resumable receive state/,
    );
  });
});

describe('what is written', () => {
  test('grows while the zone runs and stops with it', async () => {
    const { site, from } = await pair();
    const written = async (): Promise<number> =>
      Number((await site.run(0, `zfs get -Hp -o value written@one ${from}`)).stdout);
    await site.sleep(60);
    const running = await written();
    assert.ok(running > 0);
    await site.run(0, `vmadm stop ${site.zone('imgapi0').uuid}`);
    const stopped = await written();
    assert.ok(stopped >= running);
    await site.sleep(600);
    assert.equal(await written(), stopped);
  });
});

describe('holds', () => {
  test('keep a snapshot, its dataset and its zone from being destroyed', async () => {
    const { site, from } = await pair();
    await site.run(0, `zfs hold hnadm ${from}@one`);
    assert.match((await site.run(0, `zfs holds -H ${from}@one`)).stdout, /\thnadm\t/);
    assert.match((await site.run(0, `zfs destroy ${from}@one`)).stderr, /dataset is busy/);
    assert.match((await site.run(0, `zfs destroy -r ${from}`)).stderr, /dataset is busy/);
    const deleted = await site.call('sapi', 'DELETE', `/instances/${site.zone('imgapi0').uuid}`);
    assert.equal(deleted.status, 500);
    assert.match(JSON.stringify(deleted.body), /DestroyFailedError.*dataset is busy/);
    assert.equal((await site.call('sapi', 'GET', `/instances/${site.zone('imgapi0').uuid}`)).status, 200);
  });
});
