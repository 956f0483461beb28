/**
 * Compiles the schemas to validators. In the bundle this module is replaced by validators that were
 * compiled when it was built: compiling the plan's schema takes longer than everything else that
 * `hnadm show` does.
 */
import type { ValidateFunction } from 'ajv/dist/2020.js';
import { makeAjv, SCHEMAS, type DocumentName } from './ajv.ts';

/** The validator of a document. */
export function compile(name: DocumentName): ValidateFunction {
  return makeAjv().compile(SCHEMAS[name]);
}
