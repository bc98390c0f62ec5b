/** Films of the ISO base media family (MP4, QuickTime, 3GP) that lie inside another file: where they end and how long they last. */
import { type Box, readBoxes } from '../../containers/iso-media.js';
import { hasText } from '../../containers/metadata-blocks.js';
import { readMovie } from './movie-box.js';

/** A film that is there. */
export interface MeasuredFilm {
  /** Offset of its first byte. */
  offset: number;
  /** Bytes. */
  length: number;
  mediaType: 'video/mp4' | 'video/quicktime' | 'video/3gpp';
  /** `null`: the film does not say. */
  durationMs: number | null;
}

/** Boxes of a film at its top level (ISO/IEC 14496-12, table 1; QuickTime File Format). Anything else is not the film's. */
const FILM_BOXES: ReadonlySet<string> = new Set(
  'ftyp moov mdat free skip wide udta uuid meta moof mfra sidx ssix styp pdin emsg prft'.split(' '),
);

/** Brands of images, which begin with the same box. */
export const IMAGE_BRAND = /^(hei[cxms]|hev[cxms]|mif[12]|msf1|miaf|avi[fs]|crx |jp2 |jpx |jpm )$/;

/** Boxes of a film of some seconds, fragments included. */
const MAX_BOXES = 1000;

/** The `ftyp` box has a brand, a version and compatible brands: 16 bytes at least, in practice below 64. */
const MAX_FTYP_BYTES = 256;

/**
 * The film that begins at an offset: a `ftyp` box with the brand of a film, and a `moov` box further on.
 * @param limit offset that the film ends at or before
 * @returns `undefined` when there is none, or not all of it
 */
export function measureFilm(bytes: Uint8Array, offset: number, limit = bytes.length): MeasuredFilm | undefined {
  if (!Number.isSafeInteger(offset) || offset <= 0 || offset + 16 > Math.min(limit, bytes.length)) return undefined;
  if (!hasText(bytes, offset + 4, 'ftyp')) return undefined;
  const brand = String.fromCharCode(...bytes.subarray(offset + 8, offset + 12));
  if (IMAGE_BRAND.test(brand)) return undefined;
  let end = offset;
  let movie: Box | undefined;
  for (const box of readWholeBoxes(bytes, offset, Math.min(limit, bytes.length))) {
    // A second film, or the first box is no `ftyp` box of a sane length.
    if (box.type === 'ftyp' && (end !== offset || box.end - offset < 16 || box.end - offset > MAX_FTYP_BYTES)) break;
    if (box.type === 'moov') movie ??= box;
    end = box.end;
  }
  if (movie === undefined) return undefined;
  return { offset, length: end - offset, mediaType: toFilmType(brand), durationMs: readMovie(bytes, movie).durationMs };
}

/** @param brand of its `ftyp` box */
export function toFilmType(brand: string): MeasuredFilm['mediaType'] {
  if (brand === 'qt  ') return 'video/quicktime';
  return brand.startsWith('3g') ? 'video/3gpp' : 'video/mp4';
}

/** The boxes of a film up to the first that is none, or that ends beyond the limit. */
function* readWholeBoxes(bytes: Uint8Array, from: number, limit: number): Generator<Box> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let count = 0;
  for (const box of readBoxes(bytes, from, limit)) {
    if (!FILM_BOXES.has(box.type) || ++count > MAX_BOXES) return;
    const size = view.getUint32(from);
    const stated = size === 1 ? Number(view.getBigUint64(from + 8)) : size;
    // `readBoxes` ends a box at the limit; 0 stands for that.
    if (size !== 0 && from + stated !== box.end) return;
    yield box;
    from = box.end;
  }
}
