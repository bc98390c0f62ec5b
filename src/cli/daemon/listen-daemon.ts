import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { resolve } from 'node:path';
import pc from 'picocolors';
import type { Library } from '../../library/types/library.js';
import type { OpenOptions } from '../../library/types/open-options.js';
import { VERSION } from '../../version.js';
import type { CommandContext, CommandRunner, Sink } from '../context.js';
import { reportError } from '../report-error.js';
import { isOurs, request } from './ask-daemon.js';
import type { DaemonAnswer, DaemonReply, DaemonRequest } from './protocol.js';
import { socketPath } from './socket-path.js';

/** In characters. A command line is shorter. */
const MAX_REQUEST = 1024 * 1024;

/** A server for command lines. */
export interface ListeningDaemon {
  path: string;
  /** Resolves when a client has requested the end. */
  stopped: Promise<void>;
  close(): Promise<void>;
}

/** A command line that this process does not answer; the message says why. */
class Declined extends Error {}

/**
 * Answers searches of other processes of this user with an open library, as the command would.
 * @returns `undefined` when another process does so already, or when no socket can be created
 */
export async function listenForCommands(
  library: Library,
  runCommand: CommandRunner,
): Promise<ListeningDaemon | undefined> {
  const path = await socketPath(library.path);
  if (!(await removeStale(path))) return undefined;
  let stop = () => {};
  const stopped = new Promise<void>((done) => {
    stop = done;
  });
  const server = createServer((socket) => serve(socket, stop, (request) => run(request, library, runCommand)));
  if (!(await listen(server, path))) return undefined;
  return { path, stopped, close: () => close(server) };
}

/** @returns whether the path is free now */
async function removeStale(path: string): Promise<boolean> {
  if (process.platform === 'win32') return true;
  if (!isOurs(path)) return true;
  const control = makeControl('status');
  if ((await request(path, control)) !== undefined) return false;
  rmSync(path, { force: true });
  return true;
}

/** A request about the daemon itself. */
export function makeControl(control: 'status' | 'stop'): DaemonRequest {
  const stdout = { isTerminal: false, columns: 80 };
  return { version: VERSION, library: '', args: [], cwd: '', stdout, isColoured: false, control };
}

/** The umask applies from the start: other users cannot connect between the creation of the socket and `chmod`. */
function listen(server: Server, path: string): Promise<boolean> {
  return new Promise((done) => {
    server.once('error', () => done(false));
    const before = process.platform === 'win32' ? undefined : process.umask(0o177);
    server.listen(path, () => done(true));
    if (before === undefined) return;
    process.umask(before);
    try {
      chmodSync(path, 0o600);
    } catch {
      // The socket was not created: the error event follows.
    }
  });
}

function close(server: Server): Promise<void> {
  return new Promise((done) => server.close(() => done()));
}

function serve(socket: Socket, stop: () => void, runRequest: (request: DaemonRequest) => Promise<DaemonReply>): void {
  let text = '';
  socket.setEncoding('utf8');
  // A client that has disconnected needs no answer.
  socket.on('error', () => {});
  socket.on('data', (piece: string) => {
    text += piece;
    if (text.length > MAX_REQUEST) socket.destroy();
    if (!text.endsWith('\n')) return;
    socket.removeAllListeners('data');
    answer(text, runRequest)
      .catch((error): DaemonReply => ({ declined: String(error) }))
      .then((reply) => {
        socket.end(`${JSON.stringify(reply)}\n`);
        if ('pid' in reply && text.includes('"control":"stop"')) stop();
      });
  });
}

async function answer(
  text: string,
  runRequest: (request: DaemonRequest) => Promise<DaemonReply>,
): Promise<DaemonReply> {
  const asked = JSON.parse(text) as DaemonRequest;
  if (asked.control !== undefined) return { pid: process.pid, version: VERSION };
  if (asked.version !== VERSION) return { declined: `this is version ${VERSION}` };
  return runRequest(asked);
}

/** Runs a command line as if in a process of its own, with this process's library. */
async function run(asked: DaemonRequest, library: Library, runCommand: CommandRunner): Promise<DaemonReply> {
  const { args, cwd, isColoured } = asked;
  const stdout = createSink(asked.stdout);
  const stderr = createSink({ isTerminal: false, columns: asked.stdout.columns });
  const context: CommandContext = {
    cwd,
    stdout: stdout.sink,
    stderr: stderr.sink,
    colours: pc.createColors(isColoured),
    open: async (options) => {
      assertSameLibrary(options, asked);
      return withoutClose(library);
    },
  };
  let code = 0;
  try {
    await runCommand(args, context);
  } catch (error) {
    if (error instanceof Declined) return { declined: error.message };
    code = reportError(error, context);
  }
  return { stdout: stdout.output(), stderr: stderr.text(), code };
}

/** The client found the socket by the folder of its library; the parsed command line must name the same folder, and no model. */
function assertSameLibrary(options: OpenOptions, { library, cwd }: DaemonRequest): void {
  const named = options.path === undefined ? library : resolve(cwd, options.path);
  if (named !== library || options.model !== undefined) throw new Declined(`this is ${library}`);
}

function createSink(stream: Omit<Sink, 'write'>): {
  sink: Sink;
  text(): string;
  output(): DaemonAnswer['stdout'];
} {
  const pieces: (string | Uint8Array)[] = [];
  const text = () =>
    pieces.map((piece) => (typeof piece === 'string' ? piece : Buffer.from(piece).toString())).join('');
  return {
    sink: { ...stream, write: (piece) => void pieces.push(piece) },
    text,
    output: () => {
      if (pieces.every((piece) => typeof piece === 'string')) return text();
      return { base64: Buffer.concat(pieces.map((piece) => Buffer.from(piece as string))).toString('base64') };
    },
  };
}

/** The same library, whose `close` does nothing: commands close the library they have opened. */
export function withoutClose(library: Library): Library {
  return new Proxy(library, {
    get(target, key) {
      if (key === 'close') return async () => {};
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
