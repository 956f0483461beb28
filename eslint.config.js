// Type-aware lint: a promise nobody waits for is this program's worst bug. Purity is linted too:
// where time, randomness and files must be passed in, taking them directly is an error.
import tseslint from 'typescript-eslint';

const impureGlobals = [
  'process',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'fetch',
  'performance',
  'console',
].map((name) => ({
  name,
  message: 'Effects are passed in here: see docs/architecture.md.',
}));
const impureImports = {
  patterns: [
    {
      regex:
        '^(node:)?(fs|fs/promises|net|http|https|child_process|os|timers|timers/promises|readline|readline/promises|worker_threads|tls|dgram|dns)$',
      message: 'Effects are passed in here: see docs/architecture.md.',
    },
  ],
};
const impureProperties = [
  { object: 'Date', property: 'now', message: 'Pass a Clock.' },
  { object: 'Math', property: 'random', message: 'Pass a seeded generator.' },
  { object: 'crypto', property: 'randomUUID', message: 'Pass an id source.' },
];

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'schemas/generated/', '.dependency-cruiser.cjs'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: { allowDefaultProject: ['eslint.config.js', 'scripts/*.mjs'] } },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/promise-function-async': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  {
    files: ['schemas/**', 'catalogue/**', 'planner/**', 'plans/**', 'executor/**', 'simulator/**'],
    rules: {
      'no-restricted-globals': ['error', ...impureGlobals],
      'no-restricted-imports': ['error', impureImports],
      'no-restricted-properties': ['error', ...impureProperties],
      'no-restricted-syntax': [
        'error',
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Pass a Clock.' },
      ],
    },
  },
  {
    // node:test's describe and it return promises that the runner itself awaits.
    files: ['test/**'],
    rules: {
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', package: 'node:test', name: ['test', 'it', 'describe', 'suite'] },
          ],
        },
      ],
    },
  },
  { files: ['scripts/**', '*.js', 'bench/**'], rules: { 'no-console': 'off' } },
  { files: ['**/*.mjs', '**/*.js'], ...tseslint.configs.disableTypeChecked },
);
