/**
 * A decoding process. Decoders read hostile bytes in native code: here a crash takes down this process and one picture,
 * not the run. It works on one picture at a time, so that the guilty one is known.
 */
import { PhotoseekError, toErrorData } from '../../errors.js';
import type { FileMetadata, GeoPoint } from '../../metadata/file-metadata.js';
import { createPlaceFinder, type Place } from '../../metadata/places/places.js';
import { readMetadata } from '../../metadata/read-metadata.js';
import { readSidecars } from '../../metadata/readers/sidecars.js';
import { openImage } from '../decode/open-image.js';
import { computePhash } from '../prepare/phash.js';
import { prepareSquare } from '../prepare/prepare.js';
import { makeThumbnail } from '../thumbnails/make-thumbnail.js';
import type { MediaReply, MediaRequest, MediaSource } from './media-protocol.js';
import { sendPixels } from './pixel-pipe.js';
import { type FileBytes, hashBytes, readFileBytes } from './read-file.js';
import { isSpent } from './recycle.js';

const places = createPlaceFinder();

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

/** Also of a file that turns out to be a copy: what its name and the files beside it say is its own. */
async function findMetadata(
  path: string,
  { bytes, mtimeMs }: FileBytes,
  names: readonly string[],
): Promise<FileMetadata> {
  const sidecars = names.length === 0 ? [] : await readSidecars(path, [...names]);
  const metadata = readMetadata({ bytes, path, mtimeMs, sidecars });
  return { ...metadata, near: metadata.gps && findPlace(metadata.gps) };
}

/** Without the tables of cities and borders, a photo has no place; that is no reason to do without the photo. */
function findPlace({ latitude, longitude }: GeoPoint): Place | null {
  try {
    return places.find(latitude, longitude);
  } catch {
    return null;
  }
}

async function prepare({ source, spec, sidecars }: Extract<MediaRequest, { op: 'prepare' }>): Promise<MediaReply> {
  const file = await readSource(source);
  const { bytes, sizeBytes, mtimeMs } = file;
  const wanted = new Promise<boolean>((resolve) => {
    answerHashed = resolve;
  });
  const metadata = sidecars && 'path' in source ? await findMetadata(source.path, file, sidecars) : undefined;
  reply({ type: 'hashed', sha256: hashBytes(bytes), sizeBytes, mtimeMs, metadata });
  if (!(await wanted)) return { type: 'unwanted' };
  const image = await openImage(bytes);
  let phash = new Uint8Array(8);
  const pixels = await prepareSquare(image, spec, (whole) => {
    phash = computePhash(whole);
  });
  const { width, height } = image;
  const { format, mediaType } = image.identity;
  sendPixels(pixels);
  return { type: 'pixels', metadata: { format, mediaType, width, height }, phash };
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
