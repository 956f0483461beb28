// Who may import whom: the house's walls. Planner and executor don't know each other: what they
// share is the plan's schema. The simulator knows of the catalogue only what a service is, so that
// it can disagree with the planner.
const only = (from, allowed, extra = {}) => ({
  name: `${from}-imports`,
  severity: 'error',
  comment: `${from}/ may import only ${allowed.join(', ') || 'nothing of ours'}`,
  from: { path: `^${from}/`, ...extra },
  to: {
    path: '^(cli|schemas|catalogue|planner|plans|executor|triton|simulator|test|bench)/',
    pathNot: [`^${from}/`, ...allowed.map((a) => `^${a}`)],
  },
});

module.exports = {
  forbidden: [
    only('schemas', []),
    only('catalogue', ['schemas/']),
    only('triton', ['schemas/']),
    only('planner', ['schemas/', 'catalogue/']),
    only('plans', ['schemas/', 'catalogue/']),
    only('executor', ['schemas/', 'plans/', 'triton/']),
    only(
      'simulator',
      ['schemas/', 'triton/transport\\.ts$', 'triton/clock\\.ts$', 'catalogue/identity\\.ts$'],
      { pathNot: '^simulator/rehearsal/' },
    ),
    {
      ...only('simulator/rehearsal', [
        'schemas/',
        'triton/transport\\.ts$',
        'triton/clock\\.ts$',
        'catalogue/identity\\.ts$',
        'simulator/',
        'executor/',
      ]),
      name: 'rehearsal-imports',
    },
    only('cli', ['schemas/', 'catalogue/', 'planner/', 'plans/', 'executor/', 'triton/', 'simulator/']),
    {
      name: 'pure-parts-do-no-io',
      severity: 'error',
      from: { path: '^(schemas|catalogue|planner|plans|executor|simulator)/' },
      to: { dependencyTypes: ['core'], pathNot: '^(crypto|node:crypto)$' },
    },
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        path: '^(cli|schemas|catalogue|planner|plans|executor|triton|simulator)/',
        pathNot: '\\.json$',
      },
      to: {},
    },
    { name: 'not-to-test', severity: 'error', from: { pathNot: '^(test|bench)/' }, to: { path: '^test/' } },
    {
      name: 'no-dev-dependencies',
      severity: 'error',
      from: { pathNot: '^(test|bench)/' },
      to: { dependencyTypes: ['npm-dev'], pathNot: '^node_modules/(@types/|typescript/)' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.mjs', '.js', '.json'],
    },
  },
};
