#!/usr/bin/env node
/** The terminal door. Results go to stdout, everything else to stderr; exit code 0, 1 for an error, 2 for wrong usage. */
import { endPrestartedSearch, prestartSearch } from '../prestart-search.js';

// A search loads its model while this thread loads everything else.
if (process.argv[2] === 'search') prestartSearch();

// A reader that closes early (`photoseek search … | head -1`) is no error; a full disk is. Neither ends the process here: to exit
// while a thread is in native code would crash.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') process.exitCode = 1;
});
process.stderr.on('error', () => {});

const { createProgram } = await import('./program.js');
try {
  await createProgram().parseAsync();
} catch (error) {
  const { reportError } = await import('./report-error.js');
  process.exitCode = reportError(error);
} finally {
  await endPrestartedSearch();
}
