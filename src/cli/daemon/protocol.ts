/** A command line, asked of the process that has its library open. Both sides are the same version, or nothing is asked. */
export interface DaemonRequest {
  version: string;
  /** Absolute path of the library that is meant. */
  library: string;
  /** As on the command line, from the command's name on. */
  args: string[];
  /** What relative paths begin at. */
  cwd: string;
  stdout: { isTerminal: boolean; columns: number };
  isColoured: boolean;
  /** Instead of running a command: say who you are, or end. */
  control?: 'status' | 'stop';
}

/** What the command would have written and ended with. */
export interface DaemonAnswer {
  stdout: string;
  stderr: string;
  code: number;
}

/** `declined`: ask yourself (another version, another library, an option that only the asking process can obey). */
export type DaemonReply = DaemonAnswer | { declined: string } | { pid: number; version: string };
