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

/** Makes an API of its routes. */
export function api(routes: readonly Route[]): Api {
  const table = routes.map(([method, path, handler]) => ({ method, handler, pattern: path.split('/') }));
  return (world, client, request) => {
    const [path = '', search = ''] = request.path.split('?', 2);
    const segments = path.split('/');
    const fitting = table.filter(({ pattern }) => variablesOf(pattern, segments) !== null);
    if (fitting.length === 0) return failure(404, 'ResourceNotFound', `${path} does not exist`);
    const route = fitting.find(({ method }) => method === request.method);
    if (route === undefined) {
      return failure(405, 'MethodNotAllowedError', `${request.method} is not allowed`);
    }
    const query = Object.fromEntries(new URLSearchParams(search));
    const body = asRow(request.body);
    const variables = variablesOf(route.pattern, segments) ?? {};
    const params = { ...body, ...query, ...variables };
    const { method, headers } = request;
    return route.handler({ world, client, method, path, params, query, body, headers });
  };
}

function variablesOf(
  pattern: readonly string[],
  segments: readonly string[],
): Readonly<Record<string, string>> | null {
  if (pattern.length !== segments.length) return null;
  const variables: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? '';
    if (part.startsWith(':')) variables[part.slice(1)] = decodeURIComponent(segment);
    else if (part !== segment) return null;
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
