import { PhotoseekError, toErrorData } from '../../errors.js';
import type { FileMetadata, GeoPoint } from '../../metadata/file-metadata.js';
import { createPlaceFinder, type Place } from '../../metadata/places/places.js';
import { readMetadata } from '../../metadata/read-metadata.js';
import { readSidecars } from '../../metadata/readers/sidecars.js';
import type { ImageSpec } from '../../model/image-spec.js';
import { openImage } from '../decode/open-image.js';
import { openContent } from '../expand/open-content.js';
import { prepareFrame } from '../prepare/prepare-frame.js';
import { makeThumbnail } from '../thumbnails/make-thumbnail.js';
import type { MediaReply, MediaRequest, MediaSource } from './media-protocol.js';
import { sendPixels } from './pixel-pipe.js';
import { type FileBytes, hashBytes, readFileBytes } from './read-file.js';
import { shouldRecycle } from './recycle.js';

const places = createPlaceFinder();

/** Resolves the promises that wait for the parent's answers. */
let onExpand: ((specs: readonly ImageSpec[] | null) => void) | undefined;
let onNext: (() => void) | undefined;

/**
 * Makes this process a decoding process. Decoders read hostile bytes in native code: a crash takes down this process and one content, not the
 * run. It works on one content at a time, so that the one that crashes it is known.
 * @param open takes contents apart; tests pass another one
 */
export function serveMedia(open: typeof openContent = openContent): void {
  process.on('message', (request: MediaRequest) => {
    if (request.op === 'expand') return onExpand?.(request.specs);
    if (request.op === 'next') return onNext?.();
    const work = request.op === 'prepare' ? prepare(request, open) : thumbnail(request);
    work.then(finish, (thrown) => finish({ type: 'error', error: toErrorData(thrown, 'damaged-image') }));
  });
  // Without its parent there is nothing left to do.
  process.on('disconnect', () => process.exit(0));
  // Ctrl-C reaches the whole process group; the parent decides what is finished first.
  process.on('SIGINT', () => {});
  reply({ type: 'ready' });
}

function reply(message: MediaReply): void {
  process.send?.(message);
}

function finish(message: MediaReply): void {
  if (shouldRecycle()) reply({ type: 'recycle' });
  reply(message);
}

async function prepare(
  { source, sidecars }: Extract<MediaRequest, { op: 'prepare' }>,
  open: typeof openContent,
): Promise<MediaReply> {
  const file = await readSource(source);
  const { bytes, sizeBytes, mtimeMs, ctimeMs } = file;
  const answer = new Promise<readonly ImageSpec[] | null>((resolve) => {
    onExpand = resolve;
  });
  const metadata = sidecars && 'path' in source ? await findMetadata(source.path, file, sidecars) : undefined;
  reply({
    type: 'hashed',
    sha256: hashBytes(bytes),
    sizeBytes,
    mtimeMs,
    ...(ctimeMs !== undefined && { ctimeMs }),
    metadata,
  });
  const specs = await answer;
  if (specs === null) return { type: 'done', content: null, frames: 0 };
  const { identity, frames } = await open(bytes);
  const count = await sendFrames(frames, specs);
  return { type: 'done', content: { format: identity.format, mediaType: identity.mediaType }, frames: count };
}

/** Prepares one frame while the parent is still busy with the one before, and no further. */
async function sendFrames(
  frames: Awaited<ReturnType<typeof openContent>>['frames'],
  specs: readonly ImageSpec[],
): Promise<number> {
  let ordinal = 0;
  let taken = Promise.resolve();
  try {
    for await (const { image, kind, atMs, page, label } of frames) {
      const { pixels, ...phash } = await prepareFrame(image, specs);
      await taken;
      taken = new Promise((resolve) => {
        onNext = resolve;
      });
      for (const [spec, square] of pixels.entries()) sendPixels(ordinal, spec, square);
      const { width, height } = image;
      reply({ type: 'frame', ordinal, kind, atMs, page, label, width, height, ...phash });
      ordinal++;
    }
  } catch (error) {
    // An error ends the request. Before that, the pipe must be empty.
    await taken;
    throw error;
  }
  return ordinal;
}

async function thumbnail(request: Extract<MediaRequest, { op: 'thumbnail' }>): Promise<MediaReply> {
  const { bytes } = await readSource(request.source);
  return { type: 'thumbnail', bytes: await makeThumbnail(await openImage(bytes), request.edge, request.format) };
}

async function readSource(source: MediaSource): Promise<FileBytes> {
  if ('path' in source) return readFileBytes(source.path);
  const bytes = Buffer.from(source.bytes);
  if (bytes.length === 0) throw new PhotoseekError('empty-file', 'The image is empty (0 bytes).');
  return { bytes, sizeBytes: bytes.length, mtimeMs: 0 };
}

/** Read for duplicates of known contents too: a file's name and sidecars are its own. */
async function findMetadata(
  path: string,
  { bytes, mtimeMs }: FileBytes,
  names: readonly string[],
): Promise<FileMetadata> {
  const sidecars = names.length === 0 ? [] : await readSidecars(path, [...names]);
  const metadata = readMetadata({ bytes, path, mtimeMs, sidecars });
  return { ...metadata, near: metadata.gps && findPlace(metadata.gps) };
}

/** Without the tables of cities and borders a photo has no place, and is indexed all the same. */
function findPlace({ latitude, longitude }: GeoPoint): Place | null {
  try {
    return places.find(latitude, longitude);
  } catch {
    return null;
  }
}
