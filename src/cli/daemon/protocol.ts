import type { Sink } from '../context.js';

/** A command line for the process that has its library open. It declines requests of another version. */
export interface DaemonRequest {
  version: string;
  /** Absolute path of the library. */
  library: string;
  /** As on the command line, from the command's name on. */
  args: string[];
  /** The folder that relative paths begin at. */
  cwd: string;
  stdout: Omit<Sink, 'write'>;
  isColoured: boolean;
  /** Instead of a command: report the process, or stop it. */
  control?: 'status' | 'stop';
}

/** The output and exit code of the command. */
export interface DaemonAnswer {
  /** As base64 where it has bytes that are not valid UTF-8. */
  stdout: string | { base64: string };
  stderr: string;
  code: number;
}

/** `declined`: the client runs the command itself (another version, another library, an option that only the client can obey). */
export type DaemonReply = DaemonAnswer | { declined: string } | { pid: number; version: string };
