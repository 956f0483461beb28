/** What an answer of an API, or none, means for the caller: the bodies are the services' own. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { call } from '../../triton/call.ts';
import { CallFailed, type CallOutcome } from '../../triton/call-failed.ts';
import { act, look } from '../../triton/global-zone/command.ts';
import {
  TransportError,
  type CommandResult,
  type HttpRequest,
  type Transport,
} from '../../triton/transport.ts';
import { SERVER } from './support/small-plan.ts';

type Given = { readonly status: number; readonly body: unknown } | TransportError | CommandResult;

function callerOf(given: Given, seen: HttpRequest[] = []) {
  const refuse = () => Promise.reject(new Error('not asked for'));
  const transport: Transport = {
    request: async (_to, request) => {
      seen.push(request);
      if (given instanceof TransportError || !('status' in given)) throw given as Error;
      return { headers: {}, ...given };
    },
    run: async () => {
      if (given instanceof TransportError || !('exitCode' in given)) throw given as Error;
      return given;
    },
    pipe: refuse,
    put: refuse,
  };
  return { transport, signal: new AbortController().signal, requestId: () => 'request-1' };
}

async function failure(work: Promise<unknown>): Promise<CallFailed> {
  let caught: unknown;
  await work.catch((error: unknown) => (caught = error));
  assert.ok(caught instanceof CallFailed, String(caught));
  return caught;
}

const usedBy = {
  code: 'InvalidParameters',
  message: 'Invalid parameters',
  errors: [{ field: 'ip', code: 'UsedBy', message: 'IP in use by zone "x"' }],
};
const conflict = { code: 'ConflictError', message: 'no server_uuid' };

const cases: readonly (readonly ['GET' | 'POST' | 'PUT', Given, CallOutcome, RegExp])[] = [
  ['GET', new TransportError('refused', false), 'transient', /sapi GET \/x: refused/],
  ['GET', new TransportError('reset', true), 'transient', /reset/],
  ['POST', new TransportError('refused', false), 'transient', /refused/],
  ['POST', new TransportError('reset', true), 'unknown', /sapi POST \/x: reset/],
  ['PUT', new TransportError('reset', true), 'unknown', /reset/],
  ['GET', { status: 500, body: { message: 'moray' } }, 'transient', /expected success, found 500 moray/],
  ['PUT', { status: 500, body: { message: 'expected to have etag' } }, 'unknown', /etag/],
  ['POST', { status: 500, body: {} }, 'unknown', /found 500$/],
  ['POST', { status: 503, body: { code: 'ServiceUnavailableError' } }, 'transient', /503 ServiceUnavailable/],
  [
    'POST',
    { status: 507, body: { code: 'SubnetFull', message: 'no free IP addresses' } },
    'permanent',
    /SubnetFull/,
  ],
  [
    'POST',
    { status: 422, body: usedBy },
    'permanent',
    /422 InvalidParameters: .*\(ip: IP in use by zone "x"\)/,
  ],
  ['POST', { status: 409, body: conflict }, 'permanent', /409 Conflict: no server_uuid/],
  ['GET', { status: 404, body: '' }, 'permanent', /found 404/],
];

describe('a call', () => {
  for (const [method, given, outcome, message] of cases) {
    const told =
      given instanceof TransportError
        ? given.sent
          ? 'lost'
          : 'unsent'
        : String((given as { status: number }).status);
    it(`by ${method} that is ${told} is ${outcome}: ${message.source}`, async () => {
      const failed = await failure(call(callerOf(given), { service: 'sapi' }, { method, path: '/x' }));
      assert.equal(failed.outcome, outcome);
      assert.match(failed.message, message);
    });
  }

  it('takes a status for an answer that it is told to accept', async () => {
    const caller = callerOf({ status: 404, body: '' });
    const { status } = await call(caller, { service: 'sapi' }, { method: 'GET', path: '/x', accept: [404] });
    assert.equal(status, 404);
  });

  it('asks SAPI and IMGAPI, and nobody else, for version 2, and names itself', async () => {
    for (const [service, version] of [
      ['sapi', '~2'],
      ['imgapi', '~2'],
      ['napi', undefined],
      ['vmapi', undefined],
      ['cnapi', undefined],
    ] as const) {
      const seen: HttpRequest[] = [];
      await call(callerOf({ status: 200, body: {} }, seen), { service }, { method: 'GET', path: '/x' });
      assert.equal(seen[0]?.headers?.['accept-version'], version, service);
      assert.equal(seen[0]?.headers?.['x-request-id'], 'request-1');
    }
  });
});

describe('a command', () => {
  const argv = ['zfs', 'destroy', 'a@b'];
  it('that only looks loses nothing with its answer', async () => {
    const lost = callerOf(new TransportError('reset', true));
    assert.equal((await failure(look(lost, SERVER, argv))).outcome, 'transient');
  });
  it('that changes something may have done so when its answer is lost', async () => {
    const lost = callerOf(new TransportError('reset', true));
    assert.equal((await failure(act(lost, SERVER, argv))).outcome, 'unknown');
    const unsent = callerOf(new TransportError('refused', false));
    assert.equal((await failure(act(unsent, SERVER, argv))).outcome, 'transient');
  });
  it('that fails says how, by the first line of what it said', async () => {
    const failed = callerOf({ exitCode: 1, stdout: '', stderr: 'cannot destroy: dataset is busy\nusage: …' });
    const { outcome, message } = await failure(act(failed, SERVER, argv));
    assert.equal(outcome, 'permanent');
    assert.match(
      message,
      /^zfs destroy a@b on server 1111.*: expected exit 0, found 1: cannot destroy: dataset is busy$/,
    );
  });
});
