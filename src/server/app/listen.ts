import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { PhotoseekError } from '../../errors.js';
import { HttpError, toProblem } from '../errors/problem.js';
import { listAddresses } from './addresses.js';
import { type AppOptions, createHttpApp } from './create-app.js';
import { isLoopback } from './loopback.js';

/** Options of {@link startServer}. */
export interface ServeOptions extends Omit<AppOptions, 'isWide'> {
  /** Default `127.0.0.1`. An address that is not loopback requires a library with a key. */
  host?: string;
  /** 0…65535; 0: any free port. Default 7878. */
  port?: number;
}

/** A server that is listening. */
export interface RunningServer {
  /** For example `http://127.0.0.1:7878`; the first of `urls`. */
  url: string;
  /** Every address that it can be opened at, those that other devices most likely reach first. */
  urls: string[];
  port: number;
  /**
   * Accepts no new requests, cancels index runs that were started over HTTP, waits up to five seconds for running requests, then cuts
   * them. Leaves the library open.
   */
  close(): Promise<void>;
}

/** Address and headers together. A query of 4,000 characters has up to 48,000 bytes in an address. */
const MAX_HEADER_BYTES = 64 * 1024;
const CLOSE_TIME_LIMIT_MS = 5_000;
const CLOSE_CHECK_MS = 50;

/**
 * Serves an open library, on loopback unless another host is given.
 * @throws PhotoseekError `bad-argument` when the host is not loopback and the library has no key, or the port is invalid, taken or forbidden
 */
export async function startServer({
  host = '127.0.0.1',
  port = 7878,
  ...options
}: ServeOptions): Promise<RunningServer> {
  const isWide = !isLoopback(host);
  await checkAddress(host, port, options);
  const http = createHttpApp({ ...options, isWide });
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, http.app);
  server.on('clientError', answerMalformed);
  const getRunning = countRunning(server);
  await listen(server, host.replace(/^\[(.*)\]$/, '$1'), port);
  const address = server.address() as AddressInfo;
  const urls = listAddresses(address.address, address.port);
  let closing: Promise<void> | undefined;
  return {
    url: urls[0] as string,
    urls,
    port: address.port,
    close: () => {
      // Followers of an index run receive its end before their connection is cut.
      closing ??= Promise.all([closeGracefully(server, getRunning), http.close()]).then(() => {});
      return closing;
    },
  };
}

async function checkAddress(
  host: string,
  port: number,
  { library: { keys }, trustedProxies = [] }: Pick<ServeOptions, 'library' | 'trustedProxies'>,
): Promise<void> {
  const hasKey = await keys.list().then(
    (all) => all.some((key) => key.revokedAtMs === null),
    (error) => {
      // Every request needs a key then, and none fits until the database of published libraries is back.
      if (error instanceof PhotoseekError && error.code === 'engine-unreachable') return true;
      throw error;
    },
  );
  if (trustedProxies.length > 0 && !hasKey) {
    throw new PhotoseekError(
      'bad-argument',
      'Other machines could use the server through the trusted proxy, and the library has no key yet.',
      { hint: 'Make a key first: photoseek keys create NAME' },
    );
  }
  if (!isLoopback(host) && !hasKey) {
    throw new PhotoseekError(
      'bad-argument',
      `"${host}" is not a loopback address: other machines could use the server, and the library has no key yet.`,
      {
        hint: 'Make a key first: photoseek keys create NAME. Or leave the host out: loopback needs no key.',
      },
    );
  }
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new PhotoseekError('bad-argument', `port must be an integer from 0 to 65535, got ${port}.`);
  }
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(translateListenError(error, host, port)));
    server.listen({ host, port }, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}

function translateListenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const reasons: Record<string, string> = {
    EADDRINUSE: `Port ${port} is in use, perhaps by another photoseek.`,
    EACCES: `This account has no permission to use port ${port}.`,
    EADDRNOTAVAIL: `This machine has no address ${host}.`,
  };
  const reason = reasons[error.code ?? ''];
  if (reason === undefined) return error;
  const hint =
    error.code === 'EADDRNOTAVAIL' ? 'Use 127.0.0.1.' : 'Choose another one with --port, for example --port 7979.';
  return new PhotoseekError('bad-argument', reason, { hint, cause: error, details: { host, port } });
}

/** Responds to malformed requests and too long headers, which never reach the app. */
function answerMalformed(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const failure =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? new HttpError(
          'headers-too-large',
          `The address and headers together must have at most ${MAX_HEADER_BYTES / 1024} KB; send long queries by POST.`,
        )
      : new PhotoseekError('bad-argument', 'The request is not valid HTTP.');
  const problem = toProblem(failure);
  const body = JSON.stringify(problem);
  socket.end(
    `HTTP/1.1 ${problem.status} ${problem.title}\r\nContent-Type: application/problem+json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

/** Counts the requests in progress. */
function countRunning(server: Server): () => number {
  let running = 0;
  server.on('request', (_request, response) => {
    running += 1;
    response.once('close', () => {
      running -= 1;
    });
  });
  return () => running;
}

/**
 * Node closes an idle connection by itself only after a request on it. Browsers also open connections in advance, so our own count
 * decides: without requests in progress, all connections can be cut.
 */
async function closeGracefully(server: Server, getRunning: () => number): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  const cutAtMs = Date.now() + CLOSE_TIME_LIMIT_MS;
  const cutWhenDone = () => {
    if (getRunning() === 0 || Date.now() >= cutAtMs) server.closeAllConnections();
    else server.closeIdleConnections();
  };
  cutWhenDone();
  const check = setInterval(cutWhenDone, CLOSE_CHECK_MS);
  await closed;
  clearInterval(check);
}
