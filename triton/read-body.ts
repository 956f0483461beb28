/**
 * The typed view of an answer's body. The APIs have no schema we could validate against, so each
 * client names the few fields it reads and takes the rest as it comes; what is checked here is only
 * that an object or a list came at all.
 */
import { CallFailed } from './call-failed.ts';

/**
 * The body as an object.
 * @throws {CallFailed} where it is none: somebody else answers under this name.
 */
export function bodyObject(from: string, body: unknown): object {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body;
  throw new CallFailed(`${from}: expected an object, found ${kind(body)}`, 'permanent');
}

/**
 * The body as a list.
 * @throws {CallFailed} where it is none.
 */
export function bodyList(from: string, body: unknown): readonly object[] {
  if (Array.isArray(body)) return body as readonly object[];
  throw new CallFailed(`${from}: expected a list, found ${kind(body)}`, 'permanent');
}

function kind(body: unknown): string {
  if (body === '') return 'an empty body';
  return Array.isArray(body) ? 'a list' : typeof body === 'object' ? 'an object' : typeof body;
}
