/**
 * Recordings of other tools may hold secrets. Whatever a command prints or writes, none of them is in
 * it. What a secret is, is said here once more, by the names that Triton gives them (sdc-headnode
 * scripts/headnode.sh, each service's SAPI manifest), so that no redaction of ours is believed.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { runSession } from '../support/session.ts';

const NAMES = /(_pw|_pass|_password|_secret|_shadow|private_key|usbkey_config)$|^(root_shadow|rabbitmq)$/i;

/** Every text under a secret's name, by its lines; of `user:password:host:port` the password. */
function secretsIn(value: unknown, name = ''): readonly string[] {
  if (typeof value === 'string') {
    if (!NAMES.test(name)) return [];
    const [, password] = /^[^:]+:([^:]+):[^:]+:\d+$/.exec(value) ?? [];
    return (password ?? value).split('\n').filter((line) => line.length >= 8);
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => secretsIn(inner, key));
}

const SCRIPT = `
$ hnadm servers -s dc.json -j
$ hnadm services -s dc.json -j -o name,uuid,application,type,insts,image,version,hosts
$ hnadm instances -s dc.json -j -o alias,uuid,service,hostname,server,state,admin-ip,ips,image,version,dataset
$ hnadm plan migrate headnode0 headnode1 --all --allow-degraded -s dc.json -o plan.json
$ hnadm show plan.json --full
$ hnadm show plan.json --format json
$ hnadm simulate plan.json -s dc.json
$ hnadm apply plan.json --simulate dc.json -y --json --open-gates all
$ journals
`;

test('no command lets a secret of a recording through', async () => {
  const secrets = new Set(
    secretsIn(JSON.parse(readFileSync('test/snapshots/optional-services.json', 'utf8'))),
  );
  assert.ok(secrets.size >= 5, 'the recording holds secrets, or this test shows nothing');
  const transcript = await runSession(SCRIPT.replaceAll('dc.json', 'optional-services.json'));
  assert.equal(transcript.match(/^\(exit 0\)$/gm)?.length, 8, 'every command succeeds');
  for (const secret of secrets) assert.ok(!transcript.includes(secret), 'a secret was let through');
});
