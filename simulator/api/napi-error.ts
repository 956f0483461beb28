/** NAPI's errors (sdc-napi lib/util/errors): 422 with a list of fields. */
import { failure, type Reply } from './route.ts';
import type { Row } from '../world.ts';

/** Thrown inside a NAPI handler; becomes the answer. */
export class NapiError extends Error {
  override readonly name = 'NapiError';
  readonly reply: Reply;
  constructor(reply: Reply) {
    super('NAPI refuses');
    this.reply = reply;
  }
}

export function notFound(message: string): NapiError {
  return new NapiError(failure(404, 'ResourceNotFound', message));
}

export function invalid(field: string, message: string, more: Row = {}): NapiError {
  return invalidAll([{ field, code: 'InvalidParameter', message, ...more }]);
}

export function invalidAll(errors: readonly Row[]): NapiError {
  const missing = errors.every(({ code }) => code === 'MissingParameter');
  const message = missing ? 'Missing parameters' : 'Invalid parameters';
  return new NapiError(failure(422, 'InvalidParameters', message, errors));
}

export function missing(field: string, message = 'Missing parameter'): Row {
  return { field, code: 'MissingParameter', message };
}

export function duplicate(field: string): NapiError {
  return invalidAll([{ field, code: 'Duplicate', message: 'Already exists' }]);
}

/** The address belongs to somebody. */
export function usedBy(type: string, id: string): NapiError {
  const message = `IP in use by ${type} "${id}"`;
  return invalidAll([{ type, id, code: 'UsedBy', message, field: 'ip' }]);
}

export function unknownParameters(names: readonly string[]): NapiError {
  const message = `Unknown parameters: ${names.join(', ')}`;
  return invalidAll([{ field: names, code: 'UnknownParameters', message }]);
}

export function preconditionFailed(header: string, wanted: string, etag: string): NapiError {
  const verb = header === 'if-match' ? "didn't match" : 'matched';
  return new NapiError(failure(412, 'PreconditionFailed', `${header} '${wanted}' ${verb} etag '${etag}'`));
}
