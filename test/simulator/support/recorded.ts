/** Recorded requests and answers, and the datacenters in which they are sent again. */
import { readFileSync } from 'node:fs';
import type { Snapshot } from '../../../schemas/snapshot.ts';

export interface Recorded {
  readonly request: {
    readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
    readonly path: string;
    readonly acceptVersion?: string;
    readonly ifMatch?: string;
    readonly ifNoneMatch?: string;
    readonly body?: unknown;
  };
  readonly response: { readonly status: number; readonly etag?: string; readonly body: unknown };
}

/** One file of recordings, in the order sent. */
export function recordings(name: string): readonly Recorded[] {
  return lines(name) as readonly Recorded[];
}

/** Lines of a file of recordings. */
export function lines(name: string): readonly unknown[] {
  const text = readFileSync(new URL(`../../recorded/${name}.jsonl`, import.meta.url), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);
}

const ADMIN = '930896af-bf8c-48d4-885c-6573a94b1853';

/** The answer to a recorded GET. */
function answerTo(file: string, path: string, nth = 0): unknown {
  const found = recordings(file).filter(({ request, response }) => {
    return request.method === 'GET' && request.path === path && response.status === 200;
  });
  return found[nth]?.response.body;
}

function rows(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? (value as readonly Readonly<Record<string, unknown>>[]) : [];
}

/** Networks that later requests of the recording make, which the simulator can't: there from the start. */
function madeNetworks(): readonly unknown[] {
  return recordings('napi')
    .filter(
      ({ request, response }) =>
        request.path === '/networks' && request.method === 'POST' && response.status === 200,
    )
    .map(({ response }) => response.body);
}

/** The datacenter in which the recordings of an API were made, as far as they tell. */
export function datacenterOf(file: string): Snapshot {
  const networks = [...rows(answerTo('napi', '/networks')), ...madeNetworks()];
  const ips = '/networks/11111111-aaaa-4aaa-8aaa-000000000001/ips';
  const snapshot = {
    format: 'hnadm-snapshot/1',
    takenAt: '2026-11-22T14:00:00.000Z',
    datacenter: 'coal',
    sapi: {
      mode: file === 'sapi-full' ? 'proto' : 'full',
      applications:
        file === 'sapi-full'
          ? []
          : [{ uuid: '33333333-1111-4111-8111-000000000001', name: 'sdc', owner_uuid: ADMIN, metadata: {} }],
      services: [],
      instances: [],
    },
    cnapi: { servers: rows(answerTo('cnapi', '/servers?extras=all')) },
    napi: {
      nicTags: rows(answerTo('napi', '/nic_tags')),
      networks,
      networkPools: [],
      ips: { '11111111-aaaa-4aaa-8aaa-000000000001': rows(answerTo('napi', ips)) },
      nics: [],
    },
    vmapi: { vms: file === 'vmapi' ? rows(answerTo('vmapi', '/vms')) : [] },
    imgapi: { images: rows(answerTo('imgapi', '/images', 2)) },
    errors: [],
  };
  return snapshot as unknown as Snapshot;
}
