import { defineConfig } from 'vitest/config';
import { SLOW_ONLY } from './test/support/runner/slow-only.js';

/** The long form of tests that `npm test` runs with smaller samples, and tests that have no short form. */
const SLOW = [
  ...SLOW_ONLY,
  'test/e2e/page/query-text.test.ts',
  'test/encoder/preprocessing/reference-tensors.test.ts',
  'test/media/decode/svg.test.ts',
  'test/indexer/{watch,pipeline/resumed-runs}.test.ts',
  'test/metadata/read-metadata.test.ts',
  'test/search/query/{print-query,round-trip}.test.ts',
  'test/store/{float16,tables/file-table}.test.ts',
  'test/vectors/engines/hnsw/{reachability,recall}.test.ts',
];

export default defineConfig({
  test: {
    include: SLOW,
    env: { PHOTOSEEK_TESTS: 'long' },
    globalSetup: ['build', 'sample-library', 'browser'].map((name) => `./test/support/global-setup/${name}.ts`),
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 300_000,
    pool: 'forks',
  },
});
