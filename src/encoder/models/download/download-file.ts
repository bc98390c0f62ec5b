import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder } from '../../../runtime/make-folder.js';
import { PART } from '../write-whole.js';
import { describeCause, type HubAnswer, type HubClient, PassingFailure } from './hub-client.js';
import type { Checksum, RemoteFile } from './list-repository.js';

/** A file to download. */
export interface FileRequest {
  /** Below the hub's address. */
  address: string;
  /** Where it is stored. */
  path: string;
  /** Missing where the hub has no listing: then the headers of the answer count. */
  remote: RemoteFile | undefined;
  /** Checks a file whose hub states no checksum: throws when it cannot be one. */
  validate(path: string): Promise<void>;
  onProgress(loadedBytes: number, totalBytes: number): void;
}

/**
 * Downloads one file: into a temporary name, from where an earlier try ended, and renamed once size and checksum are right.
 * @throws PhotoseekError `model-download-failed`
 */
export async function downloadFile(client: HubClient, request: FileRequest): Promise<void> {
  const part = request.path + PART;
  makeFolder(dirname(part));
  let loaded = 0;
  let wrong = 0;
  await client.persist(
    async () => {
      const remote = await transfer(client, request, part, (bytes) => {
        loaded = Math.max(loaded, bytes);
      });
      const defect = await findDefect(part, remote, request);
      if (defect === undefined) return;
      await rm(part, { force: true });
      const reason = `${request.address} has arrived with ${defect}`;
      // A second time, the hub itself is wrong: more tries would only download it again.
      if (++wrong > 1) throw client.fail(`${reason}.`, 'Try again later, or use another HF_ENDPOINT.');
      throw new PassingFailure(reason);
    },
    () => loaded,
  );
  await rename(part, request.path);
}

/** Gets the rest of a file. Returns what is known of the whole. */
async function transfer(
  client: HubClient,
  { address, remote, onProgress }: FileRequest,
  part: string,
  onBytes: (loaded: number) => void,
): Promise<Partial<RemoteFile>> {
  let start = await sizeOf(part);
  if (remote !== undefined && start >= remote.sizeBytes) {
    if (start === remote.sizeBytes && start > 0) return remote;
    start = 0;
  }
  const answer = await client.get(address, start > 0 ? { range: `bytes=${start}-` } : {});
  if (answer.status === 416) {
    await answer.body.dump();
    await rm(part, { force: true });
    throw new PassingFailure(`${address} is shorter than what has arrived of it`);
  }
  const { body, headers, status } = await client.expect(answer, start > 0 ? [200, 206] : [200], address);
  // A hub that does not continue sends the whole file.
  const from = status === 206 && headers.get('content-range')?.startsWith(`bytes ${start}-`) ? start : 0;
  const stated = remote ?? readHeaders(headers, from);
  const total = stated.sizeBytes ?? 0;
  const file = await open(part, from > 0 ? 'r+' : 'w');
  let position = from;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      await writeAt(file, chunk, position);
      position += chunk.length;
      onBytes(position);
      onProgress(position, total);
      if (total > 0 && position > total) break;
    }
  } catch (cause) {
    throw toFailure(cause as Error, address);
  } finally {
    await file.close();
  }
  if (total > 0 && position < total) throw new PassingFailure(`${address} ended after ${position} of ${total} bytes`);
  return stated;
}

/** A disk that is nearly full takes a part of the bytes without an error; the next write tells. */
async function writeAt(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

/** Errors of the file system end the download, those of the connection are passing. */
function toFailure(cause: Error & { code?: string; syscall?: string }, address: string): Error {
  if (cause.syscall === 'write') return cause;
  return new PassingFailure(`the connection broke off at ${address}: ${describeCause(cause)}`);
}

/** Headers of the hub about a file: its own name for size and checksum where another host delivers it. */
function readHeaders(headers: HubAnswer['headers'], from: number): Partial<RemoteFile> {
  const length = Number(headers.get('content-length') ?? Number.NaN);
  const size = Number(headers.get('x-linked-size') ?? length + from);
  const etag = (headers.get('x-linked-etag') ?? headers.get('etag') ?? '').replace(/^W\/|"/g, '');
  const kind: Checksum['kind'] | undefined = /^[0-9a-f]{64}$/.test(etag)
    ? 'sha256'
    : /^[0-9a-f]{40}$/.test(etag)
      ? 'git'
      : undefined;
  return {
    ...(Number.isFinite(size) ? { sizeBytes: size } : {}),
    ...(kind === undefined ? {} : { checksum: { kind, value: etag } }),
  };
}

async function findDefect(
  part: string,
  { sizeBytes, checksum }: Partial<RemoteFile>,
  { validate }: FileRequest,
): Promise<string | undefined> {
  const size = await sizeOf(part);
  if (sizeBytes !== undefined && size !== sizeBytes) return `${size} bytes instead of ${sizeBytes}`;
  if (checksum !== undefined) {
    const value = await computeChecksum(part, checksum.kind, size);
    return value === checksum.value ? undefined : `the checksum ${value} instead of ${checksum.value}`;
  }
  return validate(part).then(
    () => undefined,
    (cause: Error) => `content that is wrong: ${cause.message}`,
  );
}

/** Of the bytes on disk, so that nothing between the network and the disk is trusted. */
export async function computeChecksum(path: string, kind: Checksum['kind'], size: number): Promise<string> {
  const hash = createHash(kind === 'git' ? 'sha1' : 'sha256');
  if (kind === 'git') hash.update(`blob ${size}\0`);
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}
