import { CommanderError } from 'commander';
import { PhotoseekError } from '../errors.js';
import { type CommandContext, createProcessContext } from './context.js';
import { printable } from './output/printable.js';

/**
 * Prints an error on stderr.
 * @returns the exit code: 2 for wrong usage, 130 for an interrupted run, else 1
 */
export function reportError(
  error: unknown,
  context: Pick<CommandContext, 'stderr' | 'colours'> = createProcessContext(),
): number {
  const { stderr, colours } = context;
  const print = (message: string) => stderr.write(`${colours.red('error:')} ${message}\n`);
  if (error instanceof CommanderError) return reportUsage(error);
  if (!(error instanceof PhotoseekError)) {
    print(`unexpected: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return 1;
  }
  if (error.kind === 'aborted') {
    stderr.write('Stopped. Finished photos are stored; the next run continues from there.\n');
    return 130;
  }
  // Messages contain names of files.
  print(`${printable(error.message)} ${colours.dim(`[${error.code}]`)}`);
  if (error.hint !== undefined) stderr.write(`${printable(error.hint)}\n`);
  return error.kind === 'usage' ? 2 : 1;
}

/** Commander has already printed its message or the help. */
function reportUsage(error: CommanderError): number {
  return error.exitCode === 0 ? 0 : 2;
}
