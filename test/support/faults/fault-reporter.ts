import type { Reporter, TestModule } from 'vitest/node';
import { type FaultRow, readFaultTable } from './fault-table.js';

/** Prints a line for each fault of the table, with how its tests ended, and a count. */
export default class FaultReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) =>
      [...module.children.allTests()].map((test) => ({
        file: module.moduleId,
        name: test.fullName,
        state: test.result().state,
      })),
    );
    const judge = ({ file, title }: FaultRow) => {
      const states = tests
        .filter((test) => test.file.endsWith(file) && test.name.includes(title))
        .map(({ state }) => state);
      if (states.length === 0) return 'NOT RUN';
      if (states.includes('failed')) return 'FAILED';
      return states.includes('passed') ? 'held' : 'skipped';
    };
    const rows = readFaultTable().map((row) => ({ row, state: judge(row) }));
    console.log('');
    for (const { row, state } of rows) console.log(`${state.padEnd(8)} ${row.fault}`);
    const count = (state: string) => rows.filter((one) => one.state === state).length;
    console.log(
      `\n${rows.length} faults: ${count('held')} held, ${count('skipped')} skipped, ${count('FAILED')} failed, ${count('NOT RUN')} not run.`,
    );
    if (count('NOT RUN') > 0) process.exitCode = 1;
  }
}
