/**
 * Validators of the documents, compiled on first use (a command that reads no snapshot pays for
 * none), and messages that name the path, what was expected and what was found.
 */
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import type { DocumentName } from './ajv.ts';
import { compile } from './compile.ts';
import type { JournalRecord } from './journal.ts';
import type { Plan } from './plan.ts';
import type { Snapshot } from './snapshot.ts';

/** What is wrong with a document, one line each, the first being the one to tell. */
export type Validation<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly string[] };

/** Validates a snapshot. */
export const validateSnapshot = validator<Snapshot>('snapshot');
/** Validates a plan's shape. Its digest and soundness are the lint's business. */
export const validatePlan = validator<Plan>('plan');
/** Validates one journal record. */
export const validateJournalRecord = validator<JournalRecord>('journal');

function validator<T>(name: DocumentName): (data: unknown) => Validation<T> {
  let compiled: ValidateFunction | undefined;
  return (data) => {
    compiled ??= compile(name);
    if (compiled(data)) return { ok: true, value: data as T };
    const problems = (compiled.errors ?? [])
      .filter((error) => !isNoise(error))
      .map((error) => explain(error, data));
    return { ok: false, problems: [...new Set(problems)] };
  };
}

/** Errors that only say that an alternative did not fit: the alternative's own error says why. */
function isNoise(error: ErrorObject): boolean {
  return error.keyword === 'oneOf' || (error.keyword === 'type' && error.params['type'] === 'null');
}

function explain(error: ErrorObject, data: unknown): string {
  const path = error.instancePath;
  const at = where(path);
  const found = describe(lookUp(data, path));
  const params = error.params as Record<string, unknown>;
  switch (error.keyword) {
    case 'required':
      return `${at}: expected a field ${quote(params['missingProperty'])}, found none`;
    case 'additionalProperties':
    case 'unevaluatedProperties': {
      const name = params['additionalProperty'] ?? params['unevaluatedProperty'];
      return `${where(`${path}/${String(name)}`)}: this version of hnadm does not know this field`;
    }
    case 'type':
      return `${at}: expected ${[params['type']].flat().join(' or ')}, found ${kindOf(lookUp(data, path))}`;
    case 'const':
      return `${at}: expected ${JSON.stringify(params['allowedValue'])}, found ${found}`;
    case 'enum':
      return `${at}: expected one of ${(params['allowedValues'] as unknown[]).map(quote).join(', ')}, found ${found}`;
    case 'pattern':
      return `${at}: expected text that matches ${String(params['pattern'])}, found ${found}`;
    case 'format':
      return `${at}: expected a ${String(params['format'])}, found ${found}`;
    case 'discriminator':
      return `${where(`${path}/${String(params['tag'])}`)}: expected a known ${String(params['tag'])}, found ${describe(params['tagValue'])}`;
    default:
      return `${at}: ${error.message ?? 'is not as expected'}, found ${found}`;
  }
}

/** `/sapi/services/3/name` as `sapi.services[3].name`. */
function where(pointer: string): string {
  const parts = pointer.split('/').slice(1).map(unescapePointer);
  if (parts.length === 0) return 'the document';
  return parts.reduce((path, part) => {
    if (/^\d+$/.test(part)) return `${path}[${part}]`;
    const plain = /^[A-Za-z_][\w-]*$/.test(part);
    return plain ? (path ? `${path}.${part}` : part) : `${path}[${quote(part)}]`;
  }, '');
}

function lookUp(data: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .map(unescapePointer)
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], data);
}

function unescapePointer(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** Type of a value without its content: a secret may stand where something else was expected. */
function kindOf(value: unknown): string {
  return typeof value === 'string' ? `text of ${String(value.length)} characters` : describe(value);
}

/** Type of a value, and short values whole. Long texts stay out: they may be secret. */
function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return `an array of ${String(value.length)}`;
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'string')
    return value.length <= 40 ? quote(value) : `text of ${String(value.length)} characters`;
  return JSON.stringify(value);
}

function quote(value: unknown): string {
  return JSON.stringify(value);
}
