import type pc from 'picocolors';
import type { Library } from '../library/types/library.js';
import type { OpenOptions } from '../library/types/open-options.js';
import { coloursFor } from './output/colours.js';
import { hasHyperlinks } from './output/results/hyperlinks.js';

/** The output of a command. */
export interface Sink {
  /** Bytes: a path with a name that is not valid UTF-8. */
  write(text: string | Uint8Array): void;
  /** Whether it is a terminal. */
  isTerminal: boolean;
  /** Width of the terminal in characters; 80 where it is not known. */
  columns: number;
  /** Whether names may be links to files; see `hasHyperlinks`. Default `false`. */
  showsLinks?: boolean;
}

/** The surroundings of a command: this process and its terminal, or those of another process that a daemon answers. */
export interface CommandContext {
  /** The folder that relative paths begin at. */
  cwd: string;
  stdout: Sink;
  stderr: Sink;
  colours: ReturnType<typeof pc.createColors>;
  /** The caller closes it. */
  open(options: OpenOptions): Promise<Library>;
}

/** Runs a command line, from the command's name on. Its errors are reported by `reportError`. */
export type CommandRunner = (args: readonly string[], context: CommandContext) => Promise<unknown>;

/** This process. */
export function createProcessContext(): CommandContext {
  return {
    cwd: process.cwd(),
    stdout: toSink(process.stdout),
    stderr: toSink(process.stderr),
    colours: coloursFor(process.stdout),
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
    showsLinks: hasHyperlinks(stream),
  };
}
