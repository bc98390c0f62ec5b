import { readFileSync } from 'node:fs';

/** A row of the table of faults in docs/reliability.md. */
export interface FaultRow {
  fault: string;
  outcome: string;
  /** Path of the test file, from the project's folder. */
  file: string;
  /** The test's title, or that of the tests around it. */
  title: string;
}

/** The rows of every table whose last column names a test as `` `file`: title ``. */
export function readFaultTable(): FaultRow[] {
  const page = readFileSync(new URL('../../../docs/reliability.md', import.meta.url), 'utf8');
  return page.split('\n').flatMap((line) => {
    const found = /^\| (.+) \| (.+) \| `(test\/[\w./-]+)`: (.+) \|$/.exec(line);
    if (found === null) return [];
    const [, fault = '', outcome = '', file = '', title = ''] = found;
    return [{ fault, outcome, file, title }];
  });
}
