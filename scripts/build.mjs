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
  define: { HNADM_VERSION: JSON.stringify(version), __filename: '__hnadmFile' },
  // Bundled CommonJS asks for `require` and `__filename`, which an ES module does not have.
  banner: {
    js: [
      "import{createRequire as __createRequire}from'node:module';",
      "import{fileURLToPath as __fileURLToPath}from'node:url';",
      'const require=__createRequire(import.meta.url),__hnadmFile=__fileURLToPath(import.meta.url);',
    ].join(''),
  },
  logLevel: 'warning',
});
