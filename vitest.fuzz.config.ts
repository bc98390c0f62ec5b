import { defineConfig } from 'vitest/config';

/** The long form of fuzzing: other seeds at each run, printed. */
export default defineConfig({
  test: {
    include: ['test/fuzz/**/*.test.ts'],
    env: { PHOTOSEEK_FUZZ: 'long' },
    globalSetup: ['build', 'sample-library'].map((name) => `./test/support/global-setup/${name}.ts`),
    maxWorkers: 2,
    testTimeout: 900_000,
    hookTimeout: 120_000,
    pool: 'forks',
    reporters: ['verbose'],
  },
});
