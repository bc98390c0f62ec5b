#!/usr/bin/env node
/** The terminal door. Results go to stdout, everything else to stderr; exit code 0, 1 for an error, 2 for wrong usage. */
import { askDaemon } from './daemon/ask-daemon.js';

// A reader that closes early (`photoseek search … | head -1`) is no error; a full disk is. Neither ends the process here: to exit
// while a thread is in native code would crash.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') process.exitCode = 1;
});
process.stderr.on('error', () => {});

// A process that has the library open answers sooner than this one could load what it needs to.
const answer = await askDaemon(process.argv.slice(2));
if (answer === undefined) {
  const { runHere } = await import('./run-here.js');
  await runHere();
} else {
  if (answer.stderr !== '') process.stderr.write(answer.stderr);
  if (answer.stdout !== '') process.stdout.write(answer.stdout);
  process.exitCode = answer.code;
}
