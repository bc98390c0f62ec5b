import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** Answers one request in place of the hub, or declines with `false`. */
export type Interference = (file: string, request: IncomingMessage, response: ServerResponse) => boolean;

/** A model hub on this machine. */
export interface Hub {
  /** With a trailing slash. */
  url: string;
  /** Requests so far, for example `GET config.json`. */
  requests: string[];
  /** Set it to make the hub misbehave. */
  interfere: Interference;
}

/** Serves a folder under the addresses that the hub gives to a model's files. */
export async function startHub(id: string, folder: string): Promise<Hub> {
  const hub: Hub = { url: '', requests: [], interfere: () => false };
  const prefix = `/${id}/resolve/main/`;
  const server = createServer((request, response) => {
    const url = decodeURIComponent(request.url ?? '');
    const file = url.startsWith(prefix) ? url.slice(prefix.length) : '';
    hub.requests.push(`${request.method} ${file}`);
    if (hub.interfere(file, request, response)) return;
    const path = join(folder, file);
    if (file === '' || !existsSync(path)) response.writeHead(404).end('Entry not found');
    else sendFile(path, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  hub.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return hub;
}

function sendFile(path: string, request: IncomingMessage, response: ServerResponse): void {
  const { size } = statSync(path);
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  const start = Number(range?.[1] ?? 0);
  const end = range?.[2] ? Math.min(Number(range[2]), size - 1) : size - 1;
  response.writeHead(range === null ? 200 : 206, {
    'content-length': end - start + 1,
    'accept-ranges': 'bytes',
    ...(range === null ? {} : { 'content-range': `bytes ${start}-${end}/${size}` }),
  });
  if (request.method === 'HEAD') response.end();
  else createReadStream(path, { start, end }).pipe(response);
}
