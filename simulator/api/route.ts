/**
 * Routes of a simulated API: a table of method, path and handler, and the answers that restify gives
 * by itself where no route fits. Path, query and body become one set of parameters, as restify
 * merges them.
 */
import findMyWay, { type HTTPMethod } from 'find-my-way';
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
export type Route = readonly [method: HTTPMethod, path: string, handler: Handler];

export type Api = (world: World, client: number, request: SentRequest) => Reply | null;

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'] as const satisfies readonly HTTPMethod[];

/** Makes an API of its routes. */
export function api(routes: readonly Route[]): Api {
  const router = findMyWay();
  // Handlers of the router's own kind want a socket: ours stand in the store beside them.
  for (const [method, path, handler] of routes) router.on(method, path, () => undefined, handler);
  return (world, client, request) => {
    const [path = '', search = ''] = request.path.split('?', 2);
    const { headers } = request;
    const method = METHODS.find((one) => one === request.method);
    const route = method === undefined ? null : router.find(method, path);
    if (route === null) {
      const isKnown = METHODS.some((other) => router.find(other, path) !== null);
      if (isKnown) return failure(405, 'MethodNotAllowedError', `${request.method} is not allowed`);
      return failure(404, 'ResourceNotFound', `${path} does not exist`);
    }
    const query = search === '' ? {} : Object.fromEntries(new URLSearchParams(search));
    const body = asRow(request.body);
    const params = { ...body, ...query, ...route.params };
    const handler = route.store as Handler;
    return handler({ world, client, method: request.method, path, params, query, body, headers });
  };
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
