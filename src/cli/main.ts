#!/usr/bin/env node
/**
 * The entry point of the terminal. Results go to stdout, everything else to stderr; exit code 0, 1 for an error, 2 for wrong usage.
 *
 * Built into one CommonJS file, which Node starts some 15 ms faster than modules (docs/adr/0005-command-in-one-file.md).
 */
import { askDaemon } from './daemon/ask-daemon.js';
import { findHelp } from './find-help.js';
import { restoreNames } from './restore-names.js';

async function main(): Promise<void> {
  restoreNames();
  const help = findHelp(process.argv.slice(2));
  if (help !== undefined) {
    process.stdout.write(help);
    return;
  }
  // A process that has the library open answers before this one could load its modules.
  const answer = await askDaemon(process.argv.slice(2));
  if (answer === undefined) {
    const { runHere } = await import('./run-here.js');
    await runHere();
    return;
  }
  if (answer.stderr !== '') process.stderr.write(answer.stderr);
  const { stdout } = answer;
  if (stdout !== '') process.stdout.write(typeof stdout === 'string' ? stdout : Buffer.from(stdout.base64, 'base64'));
  process.exitCode = answer.code;
}

// A reader that closes early (`photoseek search … | head -1`) is no error; a full disk is. Neither exits the process here: exiting
// while a thread runs native code would crash.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') process.exitCode = 1;
});
process.stderr.on('error', () => {});

void main();
