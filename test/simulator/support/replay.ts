/**
 * Sends recorded requests to a simulated datacenter and tells where its answers differ in status,
 * code or shape. What a service made up by itself (UUIDs of jobs, MACs, etags) differs from run to
 * run: later requests that name it are sent with what the simulator made up instead.
 */
import type { SimulatedDatacenter } from '../../../simulator/datacenter.ts';
import type { Recorded } from './recorded.ts';

/** How one answer compared. */
export interface Compared {
  readonly index: number;
  readonly request: string;
  /** What differs, or null. */
  readonly difference: string | null;
}

/** Sends those requests that `isSent` chooses, in order. */
export async function replay(
  datacenter: SimulatedDatacenter,
  service: string,
  recorded: readonly Recorded[],
  isSent: (one: Recorded, index: number) => boolean,
  isSame: (path: string) => boolean,
): Promise<readonly Compared[]> {
  const names = new Map<string, string>();
  const compared: Compared[] = [];
  for (const [index, one] of recorded.entries()) {
    if (!isSent(one, index)) continue;
    const { method, path } = one.request;
    const { status, body, headers } = await send(datacenter, service, translated(one.request, names));
    learn(names, one.response.body, body);
    const { etag } = one.response;
    if (etag !== undefined && headers['etag'] !== undefined) names.set(etag, headers['etag']);
    const difference =
      status === one.response.status
        ? differenceIn(one.response.body, body, 'body', isSame)
        : `status ${String(one.response.status)}, here ${String(status)} ${JSON.stringify(body)}`;
    compared.push({ index, request: `${method} ${path}`, difference });
    // Jobs come to their end before the next request, as most did when it was recorded.
    if (hasJob(body) || method === 'DELETE') await datacenter.clock.sleep(300_000);
  }
  return compared;
}

function hasJob(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'job_uuid' in body;
}

function translated(request: Recorded['request'], names: ReadonlyMap<string, string>): Recorded['request'] {
  let text = JSON.stringify(request);
  for (const [recorded, ours] of names) {
    text = text.replaceAll(recorded, ours).replaceAll(recorded.replaceAll(':', ''), ours.replaceAll(':', ''));
  }
  return JSON.parse(text) as Recorded['request'];
}

function send({ transport }: SimulatedDatacenter, service: string, request: Recorded['request']) {
  const { method, path, acceptVersion, ifMatch, ifNoneMatch, body } = request;
  const headers = {
    ...(acceptVersion === undefined ? {} : { 'Accept-Version': acceptVersion }),
    ...(ifMatch === undefined ? {} : { 'If-Match': ifMatch }),
    ...(ifNoneMatch === undefined ? {} : { 'If-None-Match': ifNoneMatch }),
  };
  return transport.request(
    { service },
    { method, path, headers, body, signal: new AbortController().signal },
  );
}

const MADE_UP = ['uuid', 'job_uuid', 'vm_uuid', 'mac'];

/** Notes what stands for what, where a service made it up. */
function learn(names: Map<string, string>, recorded: unknown, ours: unknown): void {
  if (!isObject(recorded) || !isObject(ours)) return;
  for (const key of MADE_UP) {
    const [a, b] = [recorded[key], ours[key]];
    if (typeof a === 'string' && typeof b === 'string' && a !== b) names.set(a, b);
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Keys whose values are compared and not only their types. */
const COMPARED = new Set(['code', 'field', 'reserved', 'free', 'belongs_to_type', 'state', 'primary', 'ip']);

/** Keys that hold whatever somebody put there. */
const OPAQUE = new Set(['params', 'result', 'image', 'overprovision_ratios', 'customer_metadata']);

/** Where two answers differ in shape, or null. `isSame` is told each path of differing kinds. */
export function differenceIn(
  recorded: unknown,
  ours: unknown,
  path: string,
  isSame: (path: string) => boolean,
): string | null {
  if (Array.isArray(recorded) || Array.isArray(ours)) return differenceInList(recorded, ours, path, isSame);
  if (!isObject(recorded) || !isObject(ours)) {
    const [a, b] = [kindOf(recorded), kindOf(ours)];
    if (a !== b) return isSame(path) ? null : `${path}: ${a}, here ${b}`;
    const key = path.split('.').at(-1) ?? '';
    // Which row of a list comes first is nobody's promise.
    const isInList = path.startsWith('body[]');
    const differs = COMPARED.has(key) && !isInList && recorded !== ours;
    return differs ? `${path}: ${JSON.stringify(recorded)}, here ${JSON.stringify(ours)}` : null;
  }
  const missing = Object.keys(recorded).filter((key) => !(key in ours));
  const added = Object.keys(ours).filter((key) => !(key in recorded));
  if (missing.length > 0 || added.length > 0) {
    return `${path}: without ${missing.join(', ') || 'nothing'}, with ${added.join(', ') || 'nothing'} besides`;
  }
  for (const key of Object.keys(recorded)) {
    const difference = OPAQUE.has(key)
      ? null
      : differenceIn(recorded[key], ours[key], `${path}.${key}`, isSame);
    if (difference !== null) return difference;
  }
  return null;
}

function differenceInList(
  recorded: unknown,
  ours: unknown,
  path: string,
  isSame: (path: string) => boolean,
): string | null {
  if (!Array.isArray(recorded) || !Array.isArray(ours))
    return `${path}: ${kindOf(recorded)}, here ${kindOf(ours)}`;
  // How many there are depends on what else was done meanwhile; whether there are any does not.
  const isList = path === 'body';
  if (isList && (recorded.length === 0) !== (ours.length === 0)) {
    return `${path}: ${String(recorded.length)} of them, here ${String(ours.length)}`;
  }
  if (recorded.length === 0 || ours.length === 0) return null;
  if (path === 'body.errors' && recorded.length !== ours.length) {
    return `${path}: ${String(recorded.length)} of them, here ${String(ours.length)}`;
  }
  return differenceIn(recorded[0], ours[0], `${path}[]`, isSame);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
