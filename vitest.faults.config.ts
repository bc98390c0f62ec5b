import { defineConfig } from 'vitest/config';
import { readFaultTable } from './test/support/faults/fault-table.js';

/** Every fault of docs/reliability.md, in its long form: a line a fault and a count at the end. */
export default defineConfig({
  test: {
    include: ['test/faults/**/*.test.ts', ...new Set(readFaultTable().map(({ file }) => file))],
    env: { PHOTOSEEK_TESTS: 'long' },
    globalSetup: ['build', 'sample-library', 'browser'].map((name) => `./test/support/global-setup/${name}.ts`),
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    reporters: ['dot', './test/support/faults/fault-reporter.ts'],
  },
});
