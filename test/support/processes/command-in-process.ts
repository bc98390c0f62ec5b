/**
 * Runs command lines in this process, over libraries that stay open, as the daemon does: no start of Node. They share the threads of one
 * encoder, and decode in this process.
 */
import { resolve } from 'node:path';
import pc from 'picocolors';
import { afterAll } from 'vitest';
import type { CommandContext, Sink } from '#src/cli/context.js';
import { withoutClose } from '#src/cli/daemon/listen-daemon.js';
import { createProgram } from '#src/cli/program.js';
import { reportError } from '#src/cli/report-error.js';
import type { Encoder } from '#src/encoder/types.js';
import { createEncoder } from '#src/encoder/worker-encoder.js';
import type { LibraryDependencies } from '#src/library/core.js';
import { openLibrary, openLibraryWith } from '#src/library/open-library.js';
import type { Library } from '#src/library/types/library.js';
import type { OpenOptions } from '#src/library/types/open-options.js';
import { InProcessMedia } from '../images/in-process-media.js';
import type { Ended, RunOptions } from './run-command.js';

const libraries = new Map<string, Promise<Library>>();
/** By the revision of their model and how they were started. */
const encoders = new Map<string, Encoder>();
let last: Promise<unknown> = Promise.resolve();
let isClosing = false;

/** Runs a command line in this process, one at a time, because it uses the streams and the environment of the process. */
export function runInProcess(args: readonly string[], options: Omit<RunOptions, 'unprivileged'> = {}): Promise<Ended> {
  const ended = last.then(() => run(args, options));
  last = ended.catch(() => {});
  return ended;
}

/** Call it once in a file that uses {@link runInProcess}: closes the libraries at its end. */
export function closeLibrariesAtTheEnd(): void {
  afterAll(async () => {
    isClosing = true;
    await Promise.all([...libraries.values()].map(async (library) => (await library.catch(() => undefined))?.close()));
    await Promise.all([...encoders.values()].map((encoder) => encoder.close()));
  });
}

async function run(args: readonly string[], { env = {}, cwd = process.cwd() }: RunOptions): Promise<Ended> {
  const output = { stdout: '', stderr: '' };
  const restore = redirect(output, { NO_COLOR: '1', ...env });
  const toSink = (name: 'stdout' | 'stderr'): Sink => ({
    write: (text) => {
      output[name] += Buffer.from(text as string).toString();
    },
    isTerminal: false,
    columns: 80,
  });
  const context: CommandContext = {
    cwd,
    stdout: toSink('stdout'),
    stderr: toSink('stderr'),
    colours: pc.createColors(false),
    open: openOnce,
  };
  let code: number;
  try {
    await createProgram(context).parseAsync([...args], { from: 'user' });
    code = Number(process.exitCode ?? 0);
  } catch (error) {
    code = reportError(error, context);
  } finally {
    restore();
  }
  return { code, signal: null, ...output };
}

const SHARING: Partial<LibraryDependencies> = {
  createMedia: (options) => new InProcessMedia(options),
  chooseDetectors: async () => [],
  createEncoder: (model, options) => {
    const key = `${model.revision} ${options.quickStart}`;
    const encoder = encoders.get(key) ?? createEncoder(model, options);
    encoders.set(key, encoder);
    return {
      model,
      parallelism: encoder.parallelism,
      prepareForImages: () => encoder.prepareForImages(),
      encodeImages: (pixels) => encoder.encodeImages(pixels),
      encodeTexts: (texts, tower) => encoder.encodeTexts(texts, tower),
      close: async () => {},
    };
  },
};

/** A library stays open for the next command line; one that is opened in a way of its own does not. */
function openOnce(options: OpenOptions): Promise<Library> {
  if (options.model !== undefined || options.readOnly === true || isClosing) return openLibrary(options);
  const path = resolve(options.path ?? String(process.env['PHOTOSEEK_LIBRARY']));
  const opened = libraries.get(path) ?? openLibraryWith({ ...options, path }, SHARING);
  libraries.set(path, opened);
  return opened.then(withoutClose, (error: unknown) => {
    libraries.delete(path);
    throw error;
  });
}

/** Takes over what commands use of the process beside their context. */
function redirect(output: { stdout: string; stderr: string }, env: Record<string, string>): () => void {
  const before = { env: { ...process.env }, exitCode: process.exitCode };
  const writes = { stdout: process.stdout.write, stderr: process.stderr.write };
  delete process.env['FORCE_COLOR'];
  Object.assign(process.env, env);
  process.exitCode = undefined;
  for (const name of ['stdout', 'stderr'] as const) {
    process[name].write = ((text: string | Uint8Array, ...more: unknown[]) => {
      output[name] += Buffer.from(text as string).toString();
      const done = more.at(-1);
      if (typeof done === 'function') done();
      return true;
    }) as typeof process.stdout.write;
  }
  return () => {
    process.stdout.write = writes.stdout;
    process.stderr.write = writes.stderr;
    process.exitCode = before.exitCode;
    for (const name of Object.keys(env)) if (!(name in before.env)) delete process.env[name];
    Object.assign(process.env, before.env);
  };
}
