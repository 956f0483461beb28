// Bundles cli/main.ts into the one file that bin/hnadm starts. One file starts faster than a tree
// of modules, and runs wherever there is a Node.
import standaloneCode from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';
import { register } from 'tsx/esm/api';

register();
const { makeAjv, SCHEMAS } = await import('../schemas/ajv.ts');

/** Puts validators that are compiled now in the place of schemas/compile.ts. */
const compiledSchemas = {
  name: 'compiled-schemas',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]schemas[\\/]compile\.ts$/ }, () => {
      const ajv = makeAjv({ source: true, esm: true });
      const ids = Object.entries(SCHEMAS).map(([name, schema]) => [
        name,
        (ajv.addSchema(schema), schema.$id),
      ]);
      const validators = standaloneCode.default(ajv, Object.fromEntries(ids));
      const table = ids.map(([name]) => name).join(', ');
      return {
        contents: `${validators}\nexport const compile = (name) => ({ ${table} })[name];`,
        loader: 'js',
      };
    });
  },
};

await build({
  entryPoints: ['cli/start.ts'],
  outfile: 'dist/hnadm.mjs',
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  minifySyntax: true,
  sourcemap: 'linked',
  define: { __filename: '__hnadmFile' },
  // Bundled CommonJS asks for `require` and `__filename`, which an ES module does not have.
  banner: {
    js: [
      "import{createRequire as __createRequire}from'node:module';",
      "import{fileURLToPath as __fileURLToPath}from'node:url';",
      'const require=__createRequire(import.meta.url),__hnadmFile=__fileURLToPath(import.meta.url);',
    ].join(''),
  },
  plugins: [compiledSchemas],
  logLevel: 'warning',
});
