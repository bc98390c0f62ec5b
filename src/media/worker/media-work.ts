import { PhotoseekError } from '../../errors.js';
import type { FileMetadata, GeoPoint } from '../../metadata/file-metadata.js';
import { createPlaceFinder, type Place } from '../../metadata/places/places.js';
import { readMetadata } from '../../metadata/read-metadata.js';
import { readLiveFilm } from '../../metadata/readers/live/film-file.js';
import { readSidecars } from '../../metadata/readers/sidecars.js';
import type { Defect } from '../../model/defect.js';
import type { FilmPosition } from '../../model/film-position.js';
import type { RgbImage } from '../../model/rgb-image.js';
import { openImage } from '../decode/open-image.js';
import { workInSpiteOfDamage } from '../decode/salvage.js';
import type { OpenImage } from '../decode/types.js';
import type { ContentDescription } from '../expand/expander.js';
import { type OpenContent, openContent } from '../expand/open-content.js';
import { cutBox } from '../prepare/cut-box.js';
import { prepareSquare, prepareWhole } from '../prepare/prepare.js';
import { prepareFrame } from '../prepare/prepare-frame.js';
import { makeThumbnail } from '../thumbnails/make-thumbnail.js';
import { shrinkPrepared } from '../thumbnails/shrink-prepared.js';
import { detectRegions } from './detect-regions.js';
import type { PreparedFrame, ReadFile } from './media-process.js';
import type { ContentFormat, MediaRequest, PixelsRequest, WantedFrames } from './media-protocol.js';
import { type HashedSource, type ReadSource, readAndHash, readSource } from './read-source.js';

const places = createPlaceFinder();

/** Follows the preparation of a content. */
interface WorkListener {
  /** @returns the frames to prepare; `null`: none are wanted */
  onHashed(read: ReadFile): Promise<WantedFrames | null>;
  onPage(page: number | null): void;
  /** Something was done; see {@link ExpandRequest.onProgress}. */
  onProgress(position?: FilmPosition): void;
  /** The frame after the next one is computed when the promise resolves. */
  onFrame(frame: PreparedFrame): Promise<void>;
}

/**
 * Reads a content and prepares its frames. The last frame may still be in the listener's hands when the promise resolves.
 * @param open takes contents apart; tests pass another one
 */
export async function prepareContent(
  { source, sidecars, options }: Omit<Extract<MediaRequest, { op: 'prepare' }>, 'op'>,
  listener: WorkListener,
  open: typeof openContent = openContent,
): Promise<{ content: ContentFormat | null; frames: number }> {
  const read = await readAndHash(source, listener.onProgress);
  // A content that cannot be opened has a hash and metadata all the same, and fails behind them.
  const opening = open(read, options);
  opening.catch(() => {});
  try {
    return await prepareOpening(read, sidecars, opening, listener);
  } finally {
    await opening.then(
      ({ expander, source }) => expander.close?.(source),
      () => {},
    );
  }
}

async function prepareOpening(
  read: HashedSource,
  sidecars: readonly string[] | undefined,
  opening: Promise<OpenContent>,
  listener: WorkListener,
): Promise<{ content: ContentFormat | null; frames: number }> {
  const { sha256, sizeBytes, mtimeMs, ctimeMs } = read;
  const metadata = sidecars && (await findMetadata(read, sidecars, opening));
  const wanted = await listener.onHashed({
    ...{ sha256, sizeBytes, mtimeMs, metadata },
    ...(ctimeMs !== undefined && { ctimeMs }),
  });
  if (wanted === null) return { content: null, frames: 0 };
  const opened = await opening;
  const { format, mediaType } = opened.source.identity;
  try {
    const { count, defect } = await prepareFrames(opened, wanted, listener);
    return { content: { format, mediaType, ...(defect && { defect }) }, frames: count };
  } catch (error) {
    const undecoded = readUndecoded(error);
    if (undecoded === undefined) throw error;
    return { content: { format, mediaType, undecoded }, frames: 0 };
  }
}

type ThumbnailRequest = Omit<Extract<MediaRequest, { op: 'thumbnail' }>, 'op'>;

/** An upright image of a given size, of a photo or of one frame. */
export async function thumbnailOf(request: ThumbnailRequest): Promise<Uint8Array> {
  const image = await openPictured(request);
  const { result } = await workInSpiteOfDamage(image, (open) => makeThumbnail(open, request.edge, request.format));
  return result;
}

/** A frame needs more pixels than the square on the long side of it. */
const FRAME_SIDES = 4;

/** The inputs of encoders, for a photo or one frame or a part of it. */
export async function pixelsOf({ box, wanted, ...request }: PixelsRequest): Promise<RgbImage[]> {
  const sizes = 'whole' in wanted ? wanted.whole.sizes : wanted.specs.map(({ size }) => size);
  const shown = box === undefined ? 1 : Math.max(0.05, Math.min(box.width, box.height));
  const edge = Math.ceil((FRAME_SIDES * Math.max(...sizes)) / shown);
  const image = await openPictured({ ...request, edge });
  const { result } = await workInSpiteOfDamage(image, async (open) => {
    const part = box === undefined ? open : cutBox(open, box);
    const images: RgbImage[] = [];
    if ('whole' in wanted) {
      const { sizes: sides, kernel } = wanted.whole;
      for (const size of sides) images.push(await prepareWhole(part, { size, kernel }));
      return images;
    }
    for (const spec of wanted.specs)
      images.push({ data: await prepareSquare(part, spec), width: spec.size, height: spec.size });
    return images;
  });
  return result;
}

type Pictured = Pick<ThumbnailRequest, 'source' | 'edge' | 'place' | 'options'>;

async function openPictured({ source, edge, place, options }: Pictured): Promise<OpenImage> {
  const read = await readSource(source);
  if (place === undefined) return openImage(read.bytes);
  const opened = await openContent(read, options);
  return opened.expander.openFrame(opened.source, place, edge);
}

/** Prepares one frame while the listener is still busy with the one before, and no further. */
async function prepareFrames(
  { expander, source }: OpenContent,
  { specs, after, leftOut, detectors, thumbnails }: WantedFrames,
  { onPage, onProgress, onFrame }: WorkListener,
): Promise<{ count: number; defect: Defect | null }> {
  const first = (after?.ordinal ?? -1) + 1;
  let ordinal = first;
  let defect: Defect | null = null;
  let taken = Promise.resolve();
  const side = Math.max(0, ...specs.map(({ size }) => size));
  try {
    const request = { side, after, leftOut, onPage, onProgress };
    for await (const frame of expander.expand(source, request)) {
      const { image, size = image, kind, atMs, page, label, text } = frame;
      const prepared = await workInSpiteOfDamage(image, async (open) => {
        const { whole, ...made } = await prepareFrame(open, specs);
        const thumbnail = thumbnails && whole && (await shrinkPrepared(whole, open, size));
        return { ...made, ...(thumbnail && { thumbnail }) };
      });
      defect ??= prepared.defect;
      const { pixels, ...seen } = prepared.result;
      const regions = detectors.length > 0 ? { regions: await detectRegions(frame, detectors) } : {};
      await taken;
      const { width, height } = size;
      const place = { ordinal, kind, atMs, page, label, width, height };
      taken = onFrame({ ...place, ...seen, ...(text !== undefined && { text }), ...regions, pixels });
      ordinal++;
    }
  } catch (error) {
    // An error ends the work. Before that, the listener must have taken every frame.
    await taken;
    throw error;
  }
  return { count: ordinal - first, defect };
}

/** The frame of a content that a missing program would decode. */
function readUndecoded(error: unknown): ContentFormat['undecoded'] {
  if (!(error instanceof PhotoseekError) || error.code !== 'needs-ffmpeg') return undefined;
  const { width = 0, height = 0 } = error.details as { width?: number; height?: number };
  return { kind: 'video', width, height };
}

/** Read for duplicates of known contents too: a file's name and sidecars are its own. */
async function findMetadata(
  { path, bytes, mtimeMs }: ReadSource,
  names: readonly string[],
  opening: Promise<OpenContent>,
): Promise<FileMetadata | undefined> {
  if (path === null) return undefined;
  const sidecars = names.length === 0 ? [] : await readSidecars(path, [...names]);
  const film = await readLiveFilm(path, names);
  const described = await describe(opening);
  const metadata = readMetadata({
    ...{ bytes, path, mtimeMs, sidecars },
    ...(film && { film }),
    ...(described && { container: described.found }),
  });
  return { ...metadata, near: metadata.gps && findPlace(metadata.gps), media: described?.media ?? null };
}

async function describe(opening: Promise<OpenContent>): Promise<ContentDescription | undefined> {
  try {
    const { expander, source } = await opening;
    return await expander.describe?.(source);
  } catch {
    return undefined;
  }
}

/** Without the tables of cities and borders a photo has no place, and is indexed all the same. */
function findPlace({ latitude, longitude }: GeoPoint): Place | null {
  try {
    return places.find(latitude, longitude);
  } catch {
    return null;
  }
}
