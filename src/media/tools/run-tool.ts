import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

/** A program that runs: its output, and its end. */
export interface RunningTool {
  stdout: Readable;
  /** Resolves when the program has ended and all its output was read. */
  ended: Promise<ToolEnd>;
  /** The time limit begins anew. */
  renew(): void;
  /** Ends it at once. */
  kill(): void;
}

/** How a program ended. */
export interface ToolEnd {
  /** `null`: it was killed. */
  code: number | null;
  isTimedOut: boolean;
  /** The end of what it wrote to its standard error. */
  messages: string;
}

/** Characters of messages that are kept. */
const MAX_MESSAGES = 10_000;

/** Those that run now. When this process ends, they are to end, too. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/**
 * Starts a program with a time limit. Its environment is empty but for `PATH` and a language: what the user set for other purposes must not
 * change its output.
 * @param limitMs it is killed after this time, see {@link RunningTool.renew}
 * @param onMessage called with each piece of its standard error
 */
export function startTool(
  program: string,
  args: readonly string[],
  limitMs: number,
  onMessage?: (text: string) => void,
): RunningTool {
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
    windowsHide: true,
  });
  running.add(child);
  let messages = '';
  let isTimedOut = false;
  child.stderr.setEncoding('latin1').on('data', (text: string) => {
    // The end says why it failed.
    messages = (messages + text).slice(-MAX_MESSAGES);
    onMessage?.(text);
  });
  const timer = setTimeout(() => {
    isTimedOut = true;
    child.kill('SIGKILL');
  }, limitMs);
  const ended = new Promise<ToolEnd>((resolve) => {
    const end = (code: number | null) => {
      clearTimeout(timer);
      running.delete(child);
      resolve({ code, isTimedOut, messages });
    };
    child.on('close', end);
    child.on('error', (error) => {
      messages += error.message;
      end(null);
    });
  });
  return { stdout: child.stdout, ended, renew: () => void timer.refresh(), kill: () => child.kill('SIGKILL') };
}

/** Runs a program and collects its output. @param maxBytes it is killed when it writes more */
export async function runTool(
  program: string,
  args: readonly string[],
  { limitMs, maxBytes }: { limitMs: number; maxBytes: number },
): Promise<ToolEnd & { output: Buffer }> {
  const tool = startTool(program, args, limitMs);
  const chunks: Buffer[] = [];
  let size = 0;
  tool.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > maxBytes) tool.kill();
    else chunks.push(chunk);
  });
  const end = await tool.ended;
  return { ...end, output: Buffer.concat(chunks) };
}
