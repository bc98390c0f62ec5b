import { CommanderError } from 'commander';
import { PhotoseekError } from '../errors.js';
import { type CommandContext, createProcessContext } from './context.js';
import { printable } from './printable.js';

/** Says on stderr what went wrong and gives the exit code: 2 when the command was used wrongly, 130 when it was interrupted, else 1. */
export function reportError(
  error: unknown,
  context: Pick<CommandContext, 'stderr' | 'colours'> = createProcessContext(),
): number {
  const { stderr, colours } = context;
  const say = (message: string) => stderr.write(`${colours.red('error:')} ${message}\n`);
  if (error instanceof CommanderError) return reportUsage(error);
  if (!(error instanceof PhotoseekError)) {
    say(`unexpected: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return 1;
  }
  if (error.kind === 'aborted') {
    stderr.write('Stopped. What was finished is kept; the next run goes on from there.\n');
    return 130;
  }
  // Messages quote names of files.
  say(`${printable(error.message)} ${colours.dim(`[${error.code}]`)}`);
  if (error.hint !== undefined) stderr.write(`${printable(error.hint)}\n`);
  return error.kind === 'usage' ? 2 : 1;
}

/** Commander has already printed its message, or the help that was asked for. */
function reportUsage(error: CommanderError): number {
  return error.exitCode === 0 ? 0 : 2;
}
