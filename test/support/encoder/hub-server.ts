import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
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
  /** Requests so far, for example `GET config.json`; that of the list of files is `GET api`. */
  requests: string[];
  /** Set it to make the hub misbehave. */
  interfere: Interference;
  /** Whether it lists its files with their checksums, as the public hub does and some mirrors do not. */
  hasListing: boolean;
  /** The commit that `main` is at. */
  commit: string;
}

export const COMMIT = '0123456789abcdef0123456789abcdef01234567';

/** Serves folders under the addresses that the hub gives to the files of models. */
export async function startHub(id: string, folder: string, others: Record<string, string> = {}): Promise<Hub> {
  const hub: Hub = { url: '', requests: [], interfere: () => false, hasListing: true, commit: COMMIT };
  const folders: Record<string, string> = { [id]: folder, ...others };
  const server = createServer((request, response) => {
    const url = decodeURIComponent(request.url ?? '').slice(1);
    const [repository, file = ''] = readAddress(url);
    hub.requests.push(`${request.method} ${file}`);
    if (hub.interfere(file, request, response)) return;
    const from = folders[repository];
    const path = join(from ?? '', file);
    if (from !== undefined && file === 'api' && hub.hasListing)
      response.writeHead(200).end(JSON.stringify(listFolder(from, hub.commit)));
    else if (from === undefined && file === 'api' && hub.hasListing)
      response.writeHead(404, { 'x-error-code': 'RepoNotFound' }).end();
    else if (from === undefined || !existsSync(path)) response.writeHead(404).end('Entry not found');
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

/** Repository and file of an address below the hub's own. */
function readAddress(url: string): [repository: string, file: string] {
  const list = /^api\/models\/([^/]+\/[^/]+)\/revision\//.exec(url);
  if (list !== null) return [list[1] as string, 'api'];
  const [repository = '', rest = ''] = url.split('/resolve/');
  return [repository, rest.slice(rest.indexOf('/') + 1)];
}

/** In the form of `GET /api/models/ID/revision/REVISION?blobs=true`: weights are in large file storage, the rest is in git. */
function listFolder(folder: string, sha: string): object {
  const names = readdirSync(folder, { recursive: true }).map(String);
  const siblings = names
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => {
      const bytes = readFileSync(join(folder, name));
      const blobId = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
      const lfs = { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length, pointerSize: 130 };
      const isLarge = /\.(onnx|safetensors|onnx_data)$/.test(name);
      return { rfilename: name, size: bytes.length, blobId, ...(isLarge ? { lfs } : {}) };
    });
  return { sha, siblings };
}

/** A file, or the part of it that is asked for. */
export function sendFile(path: string, request: IncomingMessage, response: ServerResponse): void {
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
