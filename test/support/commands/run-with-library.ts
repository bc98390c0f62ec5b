/** Command lines in this process, on a fake library and with their output in memory. */
import pc from 'picocolors';
import type { CommandContext } from '#src/cli/context.js';
import { createProgram } from '#src/cli/program.js';
import type { Library } from '#src/library/types/library.js';
import type { OpenOptions } from '#src/library/types/open-options.js';
import { makeFakeLibrary } from '../../server/fake-library.js';

/** What a command printed, and the options that it opened the library with. */
export interface CommandRun {
  stdout: string;
  /** What `stdout` is the text of. */
  bytes: Buffer;
  stderr: string;
  /** `undefined`: it opened none. */
  options: OpenOptions | undefined;
}

/**
 * Runs a command that opens its library through the context. No stream is a terminal.
 * @param args from the name of the command on
 * @param overrides the calls of the library that it makes
 */
export async function runWithLibrary(args: readonly string[], overrides: Partial<Library> = {}): Promise<CommandRun> {
  const written: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
  const sink = (name: keyof typeof written) => ({
    write: (text: string | Uint8Array) => void written[name].push(Buffer.from(text as string)),
    isTerminal: false,
    columns: 80,
  });
  let opened: OpenOptions | undefined;
  const context: CommandContext = {
    ...{ cwd: '/', stdout: sink('stdout'), stderr: sink('stderr'), colours: pc.createColors(false) },
    open: async (options) => {
      opened = options;
      return makeFakeLibrary(overrides);
    },
  };
  await createProgram(context).parseAsync(args, { from: 'user' });
  const bytes = Buffer.concat(written.stdout);
  return { stdout: bytes.toString(), bytes, stderr: Buffer.concat(written.stderr).toString(), options: opened };
}
