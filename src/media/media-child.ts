/**
 * A decoding process. Decoders read hostile bytes in native code: here a crash takes down this process and one picture,
 * not the run. It works on one picture at a time, so that the guilty one is known.
 */
import { PhotoseekError, toErrorData } from '../errors.js';
import type { MediaReply, MediaRequest, MediaSource } from './media-protocol.js';
import { openImage } from './open-image.js';
import { prepareSquare } from './prepare.js';
import { type FileBytes, hashBytes, readFileBytes } from './read-file.js';
import { isSpent } from './spent.js';
import { makeThumbnail } from './thumbnail.js';

let answerHashed: ((wantPixels: boolean) => void) | undefined;

function reply(message: MediaReply): void {
  process.send?.(message);
}

async function readSource(source: MediaSource): Promise<FileBytes> {
  if ('path' in source) return readFileBytes(source.path);
  const bytes = Buffer.from(source.bytes);
  if (bytes.length === 0) throw new PhotoseekError('empty-file', 'The picture is empty (0 bytes).');
  return { bytes, sizeBytes: bytes.length, mtimeMs: 0 };
}

async function prepare(request: Extract<MediaRequest, { op: 'prepare' }>): Promise<MediaReply> {
  const { bytes, sizeBytes, mtimeMs } = await readSource(request.source);
  const wanted = new Promise<boolean>((resolve) => {
    answerHashed = resolve;
  });
  reply({ type: 'hashed', sha256: hashBytes(bytes), sizeBytes, mtimeMs });
  if (!(await wanted)) return { type: 'unwanted' };
  const image = await openImage(bytes);
  const pixels = await prepareSquare(image, request.spec);
  const { width, height } = image;
  return {
    type: 'pixels',
    pixels,
    facts: { format: image.identity.format, mediaType: image.identity.mediaType, width, height },
  };
}

async function thumbnail(request: Extract<MediaRequest, { op: 'thumbnail' }>): Promise<MediaReply> {
  const { bytes } = await readSource(request.source);
  return { type: 'thumbnail', bytes: await makeThumbnail(await openImage(bytes), request.edge, request.format) };
}

function finish(message: MediaReply): void {
  if (isSpent()) reply({ type: 'spent' });
  reply(message);
}

process.on('message', (request: MediaRequest) => {
  if (request.op === 'continue') return answerHashed?.(request.wantPixels);
  const work = request.op === 'prepare' ? prepare(request) : thumbnail(request);
  work.then(finish, (thrown) => finish({ type: 'error', error: toErrorData(thrown, 'damaged-image') }));
});
// The parent went away, with or without a word: nothing is left to do.
process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole process group; the parent decides what is finished first.
process.on('SIGINT', () => {});
reply({ type: 'ready' });
