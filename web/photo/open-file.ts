import type { ContentKind } from '../../src/model/content-kind.js';
import type { Frame, PhotoDetail } from '../api/types.js';
import type { TileData } from '../results/tile-data.js';
import { getFileName } from '../results/tile-data.js';
import type { StageImage } from './stage/large-image.js';

/** What the lightbox shows, and how: a photo, a film to be played, pages to be turned, a model to be turned round. */
export type ShownAs = ContentKind;

/** Animations, which browsers show as images, in whatever way they were indexed. */
const ANIMATED = new Set(['gif', 'png', 'apng', 'webp', 'avif']);

/** A file that is looked at closely: what the server says of it or, until then, what the grid knows. */
export interface OpenFile {
  id: number;
  photo: PhotoDetail | undefined;
  tile: TileData | undefined;
}

/** `undefined`: nothing is known of it yet. */
export function chooseShownAs({ photo, tile }: OpenFile): ShownAs | undefined {
  const kind = photo?.kind ?? tile?.kind;
  const isAnimation = kind === 'video' && ANIMATED.has(photo?.format ?? '');
  return isAnimation ? 'image' : kind;
}

/** The image of a photo, or that of a film, document or model as a whole. */
export function toStageImage({ id, photo, tile }: OpenFile): StageImage | undefined {
  const known = photo ?? tile;
  if (known === undefined) return undefined;
  const isMoving = photo !== undefined && photo.frames > 1 && ANIMATED.has(photo.format);
  return {
    id,
    name: photo === undefined ? (tile?.name ?? '') : getFileName(photo.path),
    frame: null,
    width: known.width,
    height: known.height,
    // A place that was found comes before the file as a whole.
    thumbnail: (tile?.places.length ? undefined : photo?.links.thumbnail) ?? tile?.thumbnail ?? '',
    // Browsers show no film or document as an image.
    full: known.kind === 'image' || isMoving ? (photo?.links.full ?? null) : null,
    isMoving,
    seenEdge: 640,
  };
}

/** The image of one frame. */
export function toFrameImage(image: StageImage, { links, ordinal, width, height }: Frame, name: string): StageImage {
  return {
    ...image,
    name,
    frame: ordinal,
    width,
    height,
    thumbnail: links.thumbnail,
    full: links.full,
    isMoving: false,
    seenEdge: 320,
  };
}

/** Address of the file itself. */
export const toOriginal = (id: number): string => `api/v1/photos/${id}/original`;

/** Address of the film of a live photo. */
export const toFilm = (id: number): string => `api/v1/photos/${id}/motion`;

/** Whether a photo has a film. */
export function isLive({ photo, tile }: OpenFile): boolean {
  return photo === undefined ? (tile?.isLive ?? false) : photo.motion !== undefined;
}
