/**
 * Routes of a simulated API: a table of method, path and handler, and the answers that restify gives
 * by itself where no route fits. Path, query and body become one set of parameters, as restify
 * merges them.
 */
import { asRow } from '../rows.ts';
import type { Row, SentRequest, World } from '../world.ts';

/** A request that has arrived. */
export interface Call {
  readonly world: World;
  /** Who waits for the answer. */
  readonly client: number;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** Path, query and body in one; the path wins. */
  readonly params: Row;
  /** Of the query alone. */
  readonly query: Readonly<Record<string, string>>;
  readonly body: Row;
  readonly headers: Readonly<Record<string, string>>;
}

/** An answer. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers a call, or null: the answer comes later. */
export type Handler = (call: Call) => Reply | null;

/** Method, path with `:name` for variables, handler. */
export type Route = readonly [method: string, path: string, handler: Handler];

export type Api = (world: World, client: number, request: SentRequest) => Reply | null;

interface Entry {
  readonly method: string;
  readonly pattern: readonly string[];
  readonly handler: Handler;
}

/** Makes an API of its routes. */
export function api(routes: readonly Route[]): Api {
  const entries = routes.map(([method, path, handler]) => ({ method, handler, pattern: path.split('/') }));
  const byLength = new Map<number, readonly Entry[]>();
  for (const entry of entries) {
    const { length } = entry.pattern;
    byLength.set(length, [...(byLength.get(length) ?? []), entry]);
  }
  return (world, client, request) => {
    const [path = '', search = ''] = request.path.split('?', 2);
    const segments = path.split('/').map(decoded);
    const fitting = (byLength.get(segments.length) ?? []).filter(({ pattern }) => fits(pattern, segments));
    if (fitting.length === 0) return failure(404, 'ResourceNotFound', `${path} does not exist`);
    const route = fitting.find(({ method }) => method === request.method);
    if (route === undefined) {
      return failure(405, 'MethodNotAllowedError', `${request.method} is not allowed`);
    }
    const query = search === '' ? {} : Object.fromEntries(new URLSearchParams(search));
    const body = asRow(request.body);
    const params = { ...body, ...query, ...variablesOf(route.pattern, segments) };
    const { method, headers } = request;
    return route.handler({ world, client, method, path, params, query, body, headers });
  };
}

/** A segment without its escapes; one that is not well escaped stays as it is, and fits nothing. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function fits(pattern: readonly string[], segments: readonly string[]): boolean {
  return pattern.every((part, index) => part.startsWith(':') || part === segments[index]);
}

function variablesOf(
  pattern: readonly string[],
  segments: readonly string[],
): Readonly<Record<string, string>> {
  const variables: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    if (part.startsWith(':')) variables[part.slice(1)] = segments[index] ?? '';
  }
  return variables;
}

/** 200 with a body. */
export function ok(body: unknown, headers?: Readonly<Record<string, string>>): Reply {
  return headers === undefined ? { status: 200, body } : { status: 200, body, headers };
}

export const NO_CONTENT: Reply = { status: 204, body: '' };

/** An error as restify writes it. */
export function failure(status: number, code: string, message: string, errors?: readonly Row[]): Reply {
  return { status, body: errors === undefined ? { code, message } : { code, message, errors } };
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function isUuid(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value);
}

/** `true`, or `true` as text: query strings have no booleans. */
export function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}
