import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Two cores: more files at once would only make each other's timings worse.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 120_000,
    // Native modules want processes, not threads.
    pool: 'forks',
    coverage: { include: ['dist/**/*.js'], reporter: ['text-summary', 'html'] },
  },
});
