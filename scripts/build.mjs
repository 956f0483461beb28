// Bundles cli/main.ts into the one file that bin/hnadm starts. One file starts faster than a tree
// of modules, and runs wherever there is a Node.
import { readFile } from 'node:fs/promises';
import { build } from 'esbuild';

const { version } = JSON.parse(await readFile('package.json', 'utf8'));

await build({
  entryPoints: ['cli/start.ts'],
  outfile: 'dist/hnadm.mjs',
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  minifySyntax: true,
  sourcemap: 'linked',
  define: { HNADM_VERSION: JSON.stringify(version) },
  // Bundled CommonJS asks for `require`, which an ES module does not have.
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
