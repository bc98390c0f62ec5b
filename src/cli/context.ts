import pc from 'picocolors';
import type { Library, OpenOptions } from '../library/types.js';

/** Where a command writes. */
export interface Sink {
  write(text: string): void;
  /** Somebody reads it on a terminal. */
  isTerminal: boolean;
  /** Width of the terminal; 80 where it does not say. */
  columns: number;
}

/** What a command has to do with: this process and its terminal, or those of somebody who asks from another process. */
export interface CommandContext {
  /** What relative paths begin at. */
  cwd: string;
  stdout: Sink;
  stderr: Sink;
  colours: ReturnType<typeof pc.createColors>;
  /** The caller closes it. */
  open(options: OpenOptions): Promise<Library>;
}

/** Runs a command line, from the command's name on. Throws what goes wrong; see `reportError`. */
export type CommandRunner = (args: readonly string[], context: CommandContext) => Promise<unknown>;

/** This process. */
export function createProcessContext(): CommandContext {
  return {
    cwd: process.cwd(),
    stdout: toSink(process.stdout),
    stderr: toSink(process.stderr),
    colours: pc,
    open: async (options) => (await import('../library/open-library.js')).openLibrary(options),
  };
}

function toSink(stream: NodeJS.WriteStream): Sink {
  return {
    write: (text) => {
      stream.write(text);
    },
    isTerminal: stream.isTTY ?? false,
    columns: stream.columns ?? 80,
  };
}
