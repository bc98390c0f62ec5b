import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Two cores: more files at once would only make each other’s timings worse.
    maxWorkers: 2,
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
