/**
 * The film inside a motion photo: Google's (appended to a JPEG or HEIC, described in XMP), Samsung's (in a trailer, or a box `mpvd`). What a file
 * says of the place is checked by the film's own boxes: converted files keep their XMP and lose the film, and some phones state wrong lengths.
 */
import { readBoxes } from '../../containers/iso-media.js';
import { hasText } from '../../containers/metadata-blocks.js';
import type { LiveFilm } from '../../file-metadata.js';
import type { ContainerItem, GoogleXmp } from './google-xmp.js';
import { measureFilm } from './measure-film.js';
import { listSamsungPlaces } from './samsung-trailer.js';

/** Where a film may begin, and where it ends at the latest. */
type Place = [offset: number, limit?: number];

/** Places looked at in a search; a file of nothing but `ftyp` has no end of them. */
const MAX_SEARCHED = 64;

/** Brands that films of phones begin with. */
const FILM_BRAND = /^(isom|iso[2-9]|mp4[12]|avc1|qt {2}|3g[2gp][0-9a-z]|M4V |MSNV|hvc1)$/;

/**
 * @param bytes the whole file
 * @param xmp `undefined` without XMP of Google
 * @returns `undefined` when there is no film
 */
export function findFilm(bytes: Uint8Array, xmp: GoogleXmp | undefined): LiveFilm | undefined {
  for (const [offset, limit] of listPlaces(bytes, xmp)) {
    const film = measureFilm(bytes, offset, limit);
    if (film === undefined) continue;
    const isWithin = xmp?.stillAtMs !== undefined && (film.durationMs === null || xmp.stillAtMs <= film.durationMs);
    return { ...film, stillAtMs: isWithin ? (xmp.stillAtMs as number) : null };
  }
  return undefined;
}

/** The surest first. */
function* listPlaces(bytes: Uint8Array, xmp: GoogleXmp | undefined): Generator<Place> {
  if (xmp !== undefined) {
    const item = placeItems(bytes.length, xmp.items).find(({ semantic }) => semantic === 'motionphoto');
    if (item !== undefined) yield [item.offset];
    if (xmp.microVideoOffset !== undefined) yield [bytes.length - xmp.microVideoOffset];
  }
  yield* listSamsungPlaces(bytes);
  if (hasText(bytes, 4, 'ftyp'))
    for (const { type, start, end } of readBoxes(bytes, 0, bytes.length)) if (type === 'mpvd') yield [start, end];
  if (xmp?.isMotionPhoto) yield* searchFilms(bytes);
}

/** Where container items begin. Their lengths count from the end of the file, in which the last item is the last. */
export function placeItems(fileBytes: number, items: readonly ContainerItem[]): { semantic: string; offset: number }[] {
  const placed: { semantic: string; offset: number }[] = [];
  let end = fileBytes;
  for (const { semantic, length, padding } of items.slice(1).reverse()) {
    const offset = end - length - padding;
    if (offset <= 0) break;
    placed.push({ semantic, offset });
    end = offset;
  }
  return placed;
}

/** Films anywhere behind the beginning of the file, for those that say nothing right about their place. */
function* searchFilms(bytes: Uint8Array): Generator<Place> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = buffer.indexOf('ftyp', 8, 'latin1');
  for (let looked = 0; at !== -1 && looked < MAX_SEARCHED; at = buffer.indexOf('ftyp', at + 4, 'latin1')) {
    if (!FILM_BRAND.test(buffer.toString('latin1', at + 4, at + 8))) continue;
    looked++;
    yield [at - 4];
  }
}
