/** The schemas, and ajv set up for them: the same in development and when the bundle is built. */
import { Ajv2020, type Options } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import journal from './journal.schema.json' with { type: 'json' };
import plan from './plan.schema.json' with { type: 'json' };
import snapshot from './snapshot.schema.json' with { type: 'json' };

/** The documents that have a schema. */
export const SCHEMAS = { snapshot, plan, journal };

export type DocumentName = keyof typeof SCHEMAS;

/** An ajv for the schemas. It is strict, so that a misspelt keyword does not go unnoticed. */
export function makeAjv(code: NonNullable<Options['code']> = {}): Ajv2020 {
  // verbose would keep the data in errors; it is looked up by path instead, to keep memory flat.
  const ajv = new Ajv2020({
    discriminator: true,
    allowUnionTypes: true,
    strict: true,
    strictRequired: false,
    code,
  });
  ajv.addKeyword('tsType');
  addFormats.default(ajv, ['date-time']);
  return ajv;
}
