// Generates schemas/generated/*.ts from the JSON Schemas. The result is checked in, so that a
// reader sees the types without building; --check compares instead of writing and fails if stale.
import { readFile, writeFile } from 'node:fs/promises';
import { compile } from 'json-schema-to-typescript';
import { format, resolveConfig } from 'prettier';

const IDS = [
  'ServerUuid',
  'ZoneUuid',
  'ServiceUuid',
  'NetworkUuid',
  'ImageUuid',
  'OwnerUuid',
  'InstanceKey',
  'StepId',
  'UnitId',
];
const check = process.argv.includes('--check');
let stale = 0;

for (const name of ['snapshot', 'plan', 'journal']) {
  const schema = JSON.parse(await readFile(`schemas/${name}.schema.json`, 'utf8'));
  const compiled = await compile(schema, schema.title, {
    bannerComment: '',
    format: false,
    additionalProperties: false,
    declareExternallyReferenced: true,
    unreachableDefinitions: false,
    enableConstEnums: false,
  });
  // An id's definition comes out as an alias of itself: the type is imported instead.
  const body = compiled.replace(/(\/\*\*(?:(?!\*\/)[^])*\*\/\s*)?export type (\w+) = \2;?\n/g, '');
  const used = IDS.filter((id) => new RegExp(`\\b${id}\\b`).test(body));
  const banner =
    `// Generated from ../${name}.schema.json by \`npm run types\`. Do not edit.\n` +
    (used.length ? `import type { ${used.join(', ')} } from '../ids.ts';\n\n` : '\n');
  const file = `schemas/generated/${name}.ts`;
  const config = await resolveConfig(file);
  const text = await format(banner + body, { ...config, parser: 'typescript' });
  if (check) {
    if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
      console.error(`${file} is stale: run \`npm run types\` and commit the result`);
      stale += 1;
    }
  } else {
    await writeFile(file, text);
  }
}
process.exitCode = stale ? 1 : 0;
