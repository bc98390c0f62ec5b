import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // One more than the cores of the smallest machine: much is waited for. More would make each other's timings worse.
    maxWorkers: 3,
    testTimeout: 30_000,
    hookTimeout: 120_000,
    // Native modules want processes, not threads.
    pool: 'forks',
    coverage: {
      // What runs is the built code; its source maps lead back to src.
      include: ['dist/**/*.js'],
      reporter: ['text-summary', 'html', 'json-summary'],
      // Where a branch that nobody tried could lose or invent a photo.
      thresholds: { 'src/{store,vectors,indexer,search}/**': { branches: 90 } },
    },
  },
});
