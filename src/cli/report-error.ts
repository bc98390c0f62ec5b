import { CommanderError } from 'commander';
import pc from 'picocolors';
import { PhotoseekError } from '../errors.js';
import { printable } from './print-response.js';

/** Says on stderr what went wrong and gives the exit code: 2 when the command was used wrongly, 130 when it was interrupted, else 1. */
export function reportError(error: unknown): number {
  if (error instanceof CommanderError) return reportUsage(error);
  if (!(error instanceof PhotoseekError)) {
    say(`unexpected: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return 1;
  }
  if (error.kind === 'aborted') {
    process.stderr.write('Stopped. What was finished is kept; the next run goes on from there.\n');
    return 130;
  }
  // Messages quote names of files.
  say(`${printable(error.message)} ${pc.dim(`[${error.code}]`)}`);
  if (error.hint !== undefined) process.stderr.write(`${printable(error.hint)}\n`);
  return error.kind === 'usage' ? 2 : 1;
}

/** Commander has already printed its message, or the help that was asked for. */
function reportUsage(error: CommanderError): number {
  return error.exitCode === 0 ? 0 : 2;
}

function say(message: string): void {
  process.stderr.write(`${pc.red('error:')} ${message}\n`);
}
