import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { SLOW_ONLY } from './test/support/runner/slow-only.js';
import { SlowestFirst } from './test/support/runner/slowest-first.js';

/** Whether every test runs against `dist`: mutants are made there, and a thread cannot be covered from TypeScript. */
const USES_BUILD = process.env['PHOTOSEEK_TEST_BUILT'] === '1' || process.argv.includes('--coverage');

/**
 * Tests that start a thread or a child process of the package, which exist in the build only. Every test that is named in none of these lists
 * runs from TypeScript.
 */
const BUILT = [
  'test/docs/tasks.test.ts',
  'test/encoder/{event-loop,parity,regions,worker-encoder}.test.ts',
  'test/encoder/models/{families,hub}.test.ts',
  'test/onnx/forbid-telemetry.test.ts',
  'test/fuzz/{pictures,models.slow}.test.ts',
  'test/indexer/{unreadable,watch,pipeline/many-frames}.test.ts',
  'test/insight/*.test.ts',
  'test/library/claims/two-indexers.test.ts',
  'test/library/detection/regions.test.ts',
  'test/library/{accurate,backup,drop-space,films,first-version,library,second-space,text-only-model,vectors-in-postgres,where}.test.ts',
  'test/media/{decode,thumbnails,worker}/**/*.test.ts',
  'test/metadata/readers/xmp.test.ts',
  'test/runtime/lower-priority.test.ts',
  'test/supply-chain.test.ts',
  'test/search/{combined,frames,search,browse/examples,look/coloured-things,notices/explain-empty}.test.ts',
  'test/server/{real-library,security}.test.ts',
  'test/server/app/tracing.test.ts',
  'test/server/app/{proxy,real-proxies}.test.ts',
  'test/store/database/{open-database,run-lock}.test.ts',
  'test/vectors/engines/hnsw/{hnsw-index,recall}.test.ts',
  'test/vectors/engines/usearch/*.test.ts',
  'test/vectors/follower.test.ts',
];

/** Tests of the command and of the page, as people use them. */
const E2E = [
  'test/e2e/*.test.ts',
  'test/e2e/page/!(query-text).test.ts',
  'test/mcp/**/*.test.ts',
  'test/server/serve-command.test.ts',
];

/** Only in `npm run test:slow`, or in `npm run test:faults`: those kill processes, fill disks and break libraries for minutes. */
const LONG_ONLY = [...SLOW_ONLY, 'test/faults/!(table).test.ts', 'test/fuzz/server.test.ts'];

const fromTypeScript = {
  alias: [{ find: /^#src\/(.*)\.js$/, replacement: fileURLToPath(new URL('src/$1.ts', import.meta.url)) }],
};
const build = './test/support/global-setup/build.ts';
const samples = './test/support/global-setup/sample-library.ts';
const browser = './test/support/global-setup/browser.ts';

export default defineConfig({
  test: {
    // Two cores: more files at once would only make each other’s timings worse.
    maxWorkers: 2,
    // Ends a test that hangs. A busy machine takes ten times as long as an idle one, and that is no fault of a test.
    testTimeout: 90_000,
    hookTimeout: 120_000,
    // Native modules want processes, not threads.
    pool: 'forks',
    sequence: { sequencer: SlowestFirst },
    projects: [
      {
        extends: true,
        ...(USES_BUILD ? {} : { resolve: fromTypeScript }),
        test: {
          name: 'unit',
          // These have no state beyond their modules, and loading the modules again for each file takes half of the time.
          isolate: false,
          include: ['test/**/*.test.ts'],
          exclude: [...BUILT, ...E2E, ...LONG_ONLY],
          ...(USES_BUILD ? { globalSetup: build } : { setupFiles: './test/support/runner/no-built-code.ts' }),
        },
      },
      {
        extends: true,
        test: {
          name: 'built',
          include: BUILT,
          exclude: LONG_ONLY,
          globalSetup: [build, samples],
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: E2E,
          exclude: LONG_ONLY,
          globalSetup: [build, samples, browser],
        },
      },
    ],
    coverage: {
      // What runs is the built code; its source maps lead back to src.
      include: ['dist/**/*.js'],
      reporter: ['text-summary', 'html', 'json-summary'],
      // Where a branch that nobody tried could lose or invent a photo.
      thresholds: { 'src/{store,vectors,indexer,search}/**': { branches: 90 } },
    },
  },
});
