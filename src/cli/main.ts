#!/usr/bin/env node
/** The terminal door. Results go to stdout, everything else to stderr; exit code 0, 1 for an error, 2 for wrong usage. */
import { createProgram } from './program.js';
import { reportError } from './report-error.js';

// A reader that closes early (`photoseek search … | head -1`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
process.stderr.on('error', () => {});

try {
  await createProgram().parseAsync();
} catch (error) {
  process.exitCode = reportError(error);
}
