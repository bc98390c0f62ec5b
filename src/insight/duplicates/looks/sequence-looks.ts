import type { FrameInfo } from '../../../model/frame.js';
import { Lru } from '../../../runtime/lru.js';
import { spreadIndexes } from '../../../runtime/spread.js';
import type { DuplicateRow } from '../../../store/queries/duplicate-queries.js';
import { MIN_AGREEING, MIN_AGREEING_PAGES } from '../thresholds.js';
import { isSurface } from './compare-looks.js';
import { type Look, makeLook } from './look.js';
import { isSameImage } from './same-image.js';
import type { Pixels } from './shrink-pixels.js';

/** Where in a file a picture is: of a film any time, of others a frame. */
type FramePlace = Pick<FrameInfo, 'ordinal' | 'kind' | 'atMs' | 'page' | 'label'>;

/** Reads the small image of a place in a file; `undefined` when it cannot be made now. */
export type ReadPlace = (photoId: number, place: FramePlace) => Promise<Pixels | undefined>;

/** Places that are compared: each of a film takes a seek in both. */
const PLACES = 4;

/** Looks that are cached, of 140 kB each. */
const MAX_CACHED = 256;

/** Compares files of several frames by pictures of places spread over them. */
export function createSequenceLooks(readPlace: ReadPlace) {
  const cached = new Lru<string, Promise<Look | undefined>>(MAX_CACHED);
  const lookOf = ({ id }: DuplicateRow, place: FramePlace) =>
    cached.getOrMake(`${id} ${place.ordinal} ${place.atMs}`, () =>
      readPlace(id, place).then((pixels) => pixels && makeLook(pixels)),
    );

  /** `same` of `places` agree; `plain` of them show nothing but a surface, such as black. Comparing ends at the first that differs. */
  async function countSame(a: DuplicateRow, b: DuplicateRow) {
    const places = listPlaces(a, b);
    const minAgreeing = a.kind === 'page' ? MIN_AGREEING_PAGES : MIN_AGREEING;
    let same = 0;
    let plain = 0;
    for (const place of places) {
      const [first, second] = await Promise.all([lookOf(a, place), lookOf(b, place)]);
      if (first === undefined || second === undefined || !isSameImage(first, second, minAgreeing)) break;
      same++;
      if (isSurface(first)) plain++;
    }
    return { places: places.length, same, plain };
  }

  return { countSame };
}

/** Times of films of one length; ordinals of others, the first and the last among them. */
function listPlaces(a: DuplicateRow, b: DuplicateRow): FramePlace[] {
  const { kind } = a;
  if (kind === 'video') {
    const durationMs = Math.min(a.durationMs ?? 0, b.durationMs ?? 0);
    return Array.from({ length: PLACES }, (_, i) => ({
      ...{ ordinal: 0, kind, page: null, label: null },
      atMs: Math.round((durationMs * (i + 0.5)) / PLACES),
    }));
  }
  return spreadIndexes(a.frames, PLACES).map((ordinal) => ({
    ordinal,
    kind,
    atMs: null,
    page: kind === 'page' ? ordinal + 1 : null,
    label: null,
  }));
}
