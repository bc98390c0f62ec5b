/** Imports point one way: doors → library → indexer, search → media, encoder, store, vectors. */
const only = (name, folder) => ({
  name: `${name}-behind-${folder.replace('src/', '')}`,
  comment: `${name} is native; only ${folder} may know it.`,
  severity: 'error',
  from: { pathNot: `^${folder}/` },
  to: { path: `node_modules/${name}/` },
});

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'doors-use-the-library-only',
      severity: 'error',
      from: { path: '^src/(cli|server|mcp)/' },
      to: { path: '^src/(media|encoder|store|vectors|indexer|search)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'nothing-looks-back-at-a-door',
      severity: 'error',
      from: { pathNot: '^src/(cli|server|mcp)/' },
      to: { path: '^src/(cli|server|mcp)/' },
    },
    { name: 'doors-are-apart', severity: 'error', from: { path: '^src/server/' }, to: { path: '^src/cli/' } },
    {
      name: 'write-side-not-read-side',
      severity: 'error',
      from: { path: '^src/indexer/' },
      to: { path: '^src/search/' },
    },
    {
      name: 'read-side-not-write-side',
      severity: 'error',
      from: { path: '^src/search/' },
      to: { path: '^src/indexer/' },
    },
    {
      name: 'the-base-looks-at-nothing-above',
      severity: 'error',
      from: { path: '^src/(media|encoder|store|vectors)/' },
      to: { path: '^src/(indexer|search|library|index)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'the-base-is-four-parts',
      severity: 'error',
      from: { path: '^src/(media|encoder|store|vectors)/' },
      to: { path: '^src/(media|encoder|store|vectors)/', pathNot: '^src/$1/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, pathNot: ['-worker\\.ts$', 'media-child\\.ts$', 'types\\.ts$'] },
      to: {},
    },
    only('sharp', 'src/media'),
    only('onnxruntime-node', 'src/encoder'),
    only('hnswlib-node', 'src/vectors'),
    only('better-sqlite3', 'src/store'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.build.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
