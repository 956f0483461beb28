/**
 * One HTTP call to one of Triton's APIs, and the reading of its errors. Status first, then code: the
 * services leave the code out of most 500s, and spell the same one with and without a trailing
 * `Error` (restify's HTTP and REST errors; restify 4 lib/errors). Nothing is repeated here: whoever
 * repeats a POST must know what it does.
 */
import type { Caller } from './caller.ts';
import { CallFailed, type CallOutcome } from './call-failed.ts';
import { TransportError, type Endpoint, type HttpRequest, type HttpResponse } from './transport.ts';

export interface Call {
  readonly method: HttpRequest['method'];
  readonly path: string;
  readonly body?: unknown;
  /** Statuses besides 2xx that are an answer, not an error: 404 where absence is what is asked. */
  readonly accept?: readonly number[];
}

/**
 * Sends one request.
 * @throws {CallFailed} where no answer came, or one that is neither 2xx nor accepted.
 */
export async function call(caller: Caller, endpoint: Endpoint, request: Call): Promise<HttpResponse> {
  const { method, path } = request;
  let response: HttpResponse;
  try {
    response = await caller.transport.request(endpoint, {
      method,
      path,
      headers: headersOf(caller, endpoint),
      ...(request.body === undefined ? {} : { body: request.body }),
      signal: caller.signal,
    });
  } catch (error) {
    if (error instanceof TransportError) throw unanswered(endpoint, request, error);
    throw error;
  }
  const { status } = response;
  if ((status >= 200 && status < 300) || request.accept?.includes(status) === true) return response;
  throw refused(endpoint, request, response);
}

/**
 * SAPI and IMGAPI serve two versions and give the older by default. The others must not be asked
 * for ~2: NAPI's routes are 1.x and VMAPI's 9.x, so that they would answer 400.
 */
function headersOf(caller: Caller, endpoint: Endpoint): Record<string, string> {
  const id = { 'x-request-id': caller.requestId() };
  return endpoint.service === 'sapi' || endpoint.service === 'imgapi'
    ? { ...id, 'accept-version': '~2' }
    : id;
}

function unanswered(endpoint: Endpoint, request: Call, error: TransportError): CallFailed {
  const lost = error.sent && !isRead(request);
  return new CallFailed(`${name(endpoint, request)}: ${error.message}`, lost ? 'unknown' : 'transient');
}

function refused(endpoint: Endpoint, request: Call, response: HttpResponse): CallFailed {
  const { code, message } = explain(response.body);
  const why = [code, message].filter((part) => part !== undefined && part !== '').join(': ');
  return new CallFailed(
    `${name(endpoint, request)}: expected success, found ${String(response.status)}${why ? ` ${why}` : ''}`,
    meaning(request, response.status),
    { status: response.status, code },
  );
}

/**
 * 503 is said before anything is done. Any other 5xx of a write may come after half of its work: a
 * SAPI create that answers 500 can leave a zone, so that only a look can tell. 507 is NAPI's full
 * subnet, which waiting doesn't mend.
 */
function meaning(request: Call, status: number): CallOutcome {
  if (status === 503) return 'transient';
  if (status < 500 || status === 507) return 'permanent';
  return isRead(request) ? 'transient' : 'unknown';
}

function isRead(request: Call): boolean {
  return request.method === 'GET' || request.method === 'HEAD';
}

function name(endpoint: Endpoint, request: Call): string {
  return `${endpoint.service} ${request.method} ${request.path}`;
}

/** Code and message of an error body, with the fields that an `errors` list complains of. */
function explain(body: unknown): { readonly code: string | undefined; readonly message: string } {
  if (!isObject(body))
    return { code: undefined, message: typeof body === 'string' ? body.slice(0, 200) : '' };
  const code = typeof body['code'] === 'string' ? body['code'].replace(/Error$/, '') : undefined;
  const message = typeof body['message'] === 'string' ? body['message'] : '';
  const errors: readonly unknown[] = Array.isArray(body['errors']) ? body['errors'] : [];
  const fields = errors.filter(isObject).map((one) => {
    const text = one['message'] ?? one['code'];
    return `${String(one['field'])}: ${typeof text === 'string' ? text : 'invalid'}`;
  });
  return { code, message: fields.length === 0 ? message : `${message} (${fields.join('; ')})` };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
