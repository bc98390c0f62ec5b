import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { COMMAND } from '../shared.js';

/** Exit code and output of a program. */
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** How to start a program. */
export interface RunOptions {
  env?: Record<string, string>;
  cwd?: string;
  /** Runs without superuser rights, which bypass file permissions. */
  unprivileged?: boolean;
}

/** A program that is running. */
export interface Running {
  child: ChildProcess;
  ended: Promise<Ended>;
  /** Resolves with the output so far once it matches; rejects when the program exits without a match. */
  said(pattern: RegExp): Promise<string>;
}

const NOBODY = 65534;
const isAdministrator = process.getuid?.() === 0;

/** Whether files can be made unreadable for a program that is started here. */
export const CAN_BE_UNPRIVILEGED =
  process.platform !== 'win32' &&
  (!isAdministrator || spawnSync(process.execPath, [COMMAND, '--version'], { uid: NOBODY, gid: NOBODY }).status === 0);
if (!CAN_BE_UNPRIVILEGED) console.warn('skipped: tests on unreadable files, which this account cannot make');

/** Starts Node. */
export function startNode(args: readonly string[], options: RunOptions = {}): Running {
  return startProgram(process.execPath, args, options);
}

/** Starts any program. */
export function startProgram(program: string, args: readonly string[], options: RunOptions = {}): Running {
  const { FORCE_COLOR: _, ...env } = process.env;
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...env, NO_COLOR: '1', ...options.env },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.unprivileged && isAdministrator ? { uid: NOBODY, gid: NOBODY } : {}),
  });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
      child.emit('said');
    });
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      resolve({ code, signal, ...said });
      child.emit('said');
    });
  });
  return {
    child,
    ended,
    said: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const all = said.stdout + said.stderr;
          if (pattern.test(all)) resolve(all);
          else if (child.exitCode === null && child.signalCode === null) child.once('said', look);
          else reject(new Error(`It ended without saying ${pattern}: ${all}`));
        };
        look();
      }),
  };
}

/** Starts the built command. */
export function startCommand(args: readonly string[], options: RunOptions = {}): Running {
  return startNode([COMMAND, ...args], options);
}

/** Runs the built command to its end. */
export function runCommand(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  return startCommand(args, options).ended;
}
