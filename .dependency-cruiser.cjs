/** Imports point one way: entry points → library → indexer, search, insight → media, metadata, encoder, store, vectors → model, runtime. */
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
      to: { circular: true },
    },
    {
      name: 'entry-points-use-the-library-only',
      comment:
        'Parsing a query is a function of text and needs no library: the command line is parsed before one is opened.',
      severity: 'error',
      from: { path: '^src/(cli|server|mcp)/' },
      to: {
        path: '^src/(media|metadata|encoder|detect|store|vectors|indexer|search|insight)/',
        pathNot: '^src/search/(query|parse)/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'nothing-imports-an-entry-point',
      severity: 'error',
      from: { pathNot: '^src/(cli|server|mcp)/' },
      to: { path: '^src/(cli|server|mcp)/' },
    },
    { name: 'entry-points-are-apart', severity: 'error', from: { path: '^src/server/' }, to: { path: '^src/cli/' } },
    {
      name: 'write-side-not-read-side',
      severity: 'error',
      from: { path: '^src/indexer/' },
      to: { path: '^src/(search|insight)/' },
    },
    {
      name: 'read-side-not-write-side',
      severity: 'error',
      from: { path: '^src/(search|insight)/' },
      to: { path: '^src/indexer/' },
    },
    {
      name: 'lower-layers-import-nothing-above',
      severity: 'error',
      from: { path: '^src/(media|metadata|encoder|detect|store|vectors)/' },
      to: { path: '^src/(indexer|search|insight|library|index)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'lower-layers-are-apart',
      comment:
        'media reads metadata and looks for regions in its child processes; apart from that, no part of this layer knows another.',
      severity: 'error',
      from: { path: '^src/(media|metadata|encoder|detect|store|vectors)/' },
      to: {
        path: '^src/(media|metadata|encoder|detect|store|vectors)/',
        pathNot: ['^src/$1/', '^src/metadata/', '^src/detect/'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'query-syntax-runs-in-browsers',
      comment:
        'The web page is built with src/search/query: no Node module, and of packages only the small ones named here.',
      severity: 'error',
      from: { path: '^src/search/query/' },
      to: {
        pathNot: [
          '^src/search/query/',
          '^src/model/(filter|comparison-key|look)\\.ts$',
          '^src/runtime/find-nearest\\.ts$',
          '^src/errors\\.ts$',
          'node_modules/fastest-levenshtein/',
        ],
      },
    },
    { name: 'search-before-insight', severity: 'error', from: { path: '^src/search/' }, to: { path: '^src/insight/' } },
    {
      name: 'foundations-import-nothing-above',
      severity: 'error',
      from: { path: '^src/(model|runtime|onnx)/' },
      to: { path: '^src/', pathNot: '^src/(model|runtime|onnx|errors|version)' },
    },
    {
      name: 'metadata-stands-alone',
      severity: 'error',
      from: { path: '^src/metadata/' },
      to: { path: '^src/', pathNot: '^src/(metadata|model|runtime|errors)' },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, pathNot: ['-worker\\.ts$', 'media-child\\.ts$', 'types\\.ts$'] },
      to: {},
    },
    only('sharp', 'src/media'),
    {
      ...only('@embedpdf/pdfium', 'src/media/expand/documents'),
      comment: 'It takes 5 MB and reads hostile bytes: only the decoding processes load it, with the first PDF.',
    },
    only('onnxruntime-node', 'src/onnx'),
    {
      ...only('@huggingface/transformers', 'src/encoder/models/reference'),
      comment:
        'It takes long to load and 100 MB: only the thread that compares a downloaded model with it may know it.',
    },
    only('hnswlib-node', 'src/vectors'),
    only('usearch', 'src/vectors'),
    { ...only('pg', 'src/vectors/engines/pgvector'), comment: 'Loaded for an address of a server only.' },
    {
      ...only('@aws-sdk/client-s3', 'src/library/published/thumbnails'),
      comment: 'It takes 23 MB and is installed by those who want it: loaded for an address of a bucket only.',
    },
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
