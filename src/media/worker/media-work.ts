import { PhotoseekError } from '../../errors.js';
import type { FileMetadata, GeoPoint } from '../../metadata/file-metadata.js';
import { createPlaceFinder, type Place } from '../../metadata/places/places.js';
import { readMetadata } from '../../metadata/read-metadata.js';
import { readSidecars } from '../../metadata/readers/sidecars.js';
import type { Defect } from '../../model/defect.js';
import type { ImageSpec } from '../../model/image-spec.js';
import { openImage } from '../decode/open-image.js';
import { workInSpiteOfDamage } from '../decode/salvage.js';
import { openContent } from '../expand/open-content.js';
import { prepareFrame } from '../prepare/prepare-frame.js';
import { makeThumbnail } from '../thumbnails/make-thumbnail.js';
import type { PreparedFrame, ReadFile } from './media-process.js';
import type { ContentFormat, MediaRequest, MediaSource } from './media-protocol.js';
import { type FileBytes, hashBytes, readFileBytes } from './read-file.js';

const places = createPlaceFinder();

/** Follows the preparation of a content. */
interface WorkListener {
  /** @returns the inputs to make of every frame; `null`: no frames are wanted */
  onHashed(read: ReadFile): Promise<readonly ImageSpec[] | null>;
  /** The frame after the next one is computed when the promise resolves. */
  onFrame(frame: PreparedFrame): Promise<void>;
}

/**
 * Reads a content and prepares its frames. The last frame may still be in the listener's hands when the promise resolves.
 * @param open takes contents apart; tests pass another one
 */
export async function prepareContent(
  { source, sidecars }: Omit<Extract<MediaRequest, { op: 'prepare' }>, 'op'>,
  { onHashed, onFrame }: WorkListener,
  open: typeof openContent = openContent,
): Promise<{ content: ContentFormat | null; frames: number }> {
  const file = await readSource(source);
  const { bytes, sizeBytes, mtimeMs, ctimeMs } = file;
  const metadata = sidecars && 'path' in source ? await findMetadata(source.path, file, sidecars) : undefined;
  const specs = await onHashed({
    sha256: hashBytes(bytes),
    sizeBytes,
    mtimeMs,
    ...(ctimeMs !== undefined && { ctimeMs }),
    metadata,
  });
  if (specs === null) return { content: null, frames: 0 };
  const { identity, frames } = await open(bytes);
  const { count, defect } = await prepareFrames(frames, specs, onFrame);
  const { format, mediaType } = identity;
  return { content: { format, mediaType, ...(defect && { defect }) }, frames: count };
}

/** An upright image of a given size. */
export async function thumbnailOf({
  source,
  edge,
  format,
}: Omit<Extract<MediaRequest, { op: 'thumbnail' }>, 'op'>): Promise<Uint8Array> {
  const { bytes } = await readSource(source);
  const { result } = await workInSpiteOfDamage(await openImage(bytes), (image) => makeThumbnail(image, edge, format));
  return result;
}

/** Prepares one frame while the listener is still busy with the one before, and no further. */
async function prepareFrames(
  frames: Awaited<ReturnType<typeof openContent>>['frames'],
  specs: readonly ImageSpec[],
  onFrame: WorkListener['onFrame'],
): Promise<{ count: number; defect: Defect | null }> {
  let ordinal = 0;
  let defect: Defect | null = null;
  let taken = Promise.resolve();
  try {
    for await (const { image, kind, atMs, page, label } of frames) {
      const prepared = await workInSpiteOfDamage(image, (open) => prepareFrame(open, specs));
      defect ??= prepared.defect;
      const { pixels, ...phash } = prepared.result;
      await taken;
      const { width, height } = image;
      taken = onFrame({ ordinal, kind, atMs, page, label, width, height, ...phash, pixels });
      ordinal++;
    }
  } catch (error) {
    // An error ends the work. Before that, the listener must have taken every frame.
    await taken;
    throw error;
  }
  return { count: ordinal, defect };
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
