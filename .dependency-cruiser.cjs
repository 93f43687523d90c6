// The layers: src/base <- contracts <- src/core <- src/engine <- {src/main, src/web, src/cli}, where
// src/host holds what src/main and src/web share;
// src/renderer sees contracts and src/base only. Some packages have exactly one importer.
// scripts/layers.test.ts breaks every rule on purpose. Tests and fixtures may import what they like of node.

/** Tests, and what several tests share (x.testkit.ts). */
const TEST = '\\.test(kit)?\\.tsx?$';

/** A layer and all that it may see of the project. */
function layer(name, path, ...visible) {
  return {
    name,
    severity: 'error',
    from: { path: `^${path}/`, pathNot: TEST },
    to: {
      path: '^(src|contracts|e2e|bench|scripts)/',
      pathNot: [path, ...visible].map((folder) => `^${folder}/`),
    },
  };
}

/** A package that only the named places import. */
function oneImporter(name, packageName, ...places) {
  return {
    name,
    severity: 'error',
    from: { path: '^(src|contracts)/', pathNot: [TEST, ...places] },
    to: { path: `(^|node_modules/)(@types/)?${packageName}(/|$)` },
  };
}

module.exports = {
  forbidden: [
    layer('base-sees-nothing', 'src/base'),
    layer('contracts-see-base', 'contracts', 'src/base'),
    layer('core-sees-contracts', 'src/core', 'src/base', 'contracts'),
    layer('engine-sees-core', 'src/engine', 'src/base', 'contracts', 'src/core'),
    layer('host-sees-engine', 'src/host', 'src/base', 'contracts', 'src/core', 'src/engine'),
    layer('main-sees-engine', 'src/main', 'src/base', 'contracts', 'src/core', 'src/engine', 'src/host'),
    layer('web-sees-engine', 'src/web', 'src/base', 'contracts', 'src/core', 'src/engine', 'src/host'),
    layer('cli-sees-engine', 'src/cli', 'src/base', 'contracts', 'src/core', 'src/engine'),
    layer('preload-sees-contracts', 'src/preload', 'src/base', 'contracts'),
    layer('renderer-sees-contracts', 'src/renderer', 'src/base', 'contracts'),
    oneImporter('electron-in-main-and-preload', 'electron', '^src/(main|preload)/'),
    oneImporter('ws-in-web', 'ws', '^src/web/'),
    oneImporter('sqlite-in-db', 'better-sqlite3', '^src/engine/store/db\\.ts$'),
    oneImporter('arrow-in-tables', 'apache-arrow', '^contracts/tables\\.ts$'),
    oneImporter('rigid-bodies-in-the-toy', 'planck', '^src/renderer/sandbox/toy-world\\.ts$'),
    oneImporter('parquet-in-one-file', 'hyparquet-writer', '^src/engine/export/parquet-file\\.ts$'),
    {
      name: 'base-imports-no-package',
      severity: 'error',
      from: { path: '^src/base/', pathNot: TEST },
      to: { dependencyTypesNot: ['local'] },
    },
    {
      name: 'no-node-in-shared-code',
      comment: 'These run in pages too, or have to stay pure.',
      severity: 'error',
      from: { path: '^(src/base|contracts|src/core|src/renderer)/', pathNot: TEST },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-arrow-behind-core',
      comment: 'The core works on plain typed arrays, also by way of what it imports.',
      severity: 'error',
      from: { path: '^src/core/', pathNot: TEST },
      to: { path: '^contracts/tables\\.ts$', reachable: true },
    },
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-unresolved',
      severity: 'error',
      from: { path: '^(src|contracts)/' },
      to: { couldNotResolve: true, pathNot: '^electron$' },
    },
    {
      name: 'no-test-in-product',
      severity: 'error',
      from: { path: '^(src|contracts)/', pathNot: TEST },
      to: { path: [TEST, '(^|/)node_modules/(@types/)?(vitest|fast-check|@playwright)(/|$)'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.css$' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.d.ts'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
};
