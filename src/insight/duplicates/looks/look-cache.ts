import { Lru } from '../../../runtime/lru.js';
import type { DuplicateTurn } from '../../../search/types/duplicates.js';
import type { DuplicateRow } from '../../../store/queries/duplicate-queries.js';
import { MIN_AGREEING, MIN_AGREEING_PAGES } from '../thresholds.js';
import { isSurface } from './compare-looks.js';
import { type Look, makeLook } from './look.js';
import { isSameImage } from './same-image.js';
import type { Pixels } from './shrink-pixels.js';
import { turnLook } from './turn.js';

/** Reads the small image of a photo's first frame; `undefined` when it cannot be made now. */
export type ReadPixels = (photoId: number) => Promise<Pixels | undefined>;

/** Looks that are cached, of 140 kB each: a keeper is compared with several photos. */
const MAX_CACHED = 256;

/**
 * Compares photos by their small images, recent ones from memory.
 * @param isPage whether an image shows a page: of one layout, many blocks of two different pages agree
 */
export function createLookCache(readPixels: ReadPixels, isPage: (row: DuplicateRow) => boolean) {
  const cached = new Lru<number, Promise<Look | undefined>>(MAX_CACHED);

  const lookOf = ({ id }: DuplicateRow): Promise<Look | undefined> =>
    cached.getOrMake(id, () => readPixels(id).then((pixels) => pixels && makeLook(pixels)));

  async function looksSame(a: DuplicateRow, b: DuplicateRow, turn?: DuplicateTurn): Promise<boolean> {
    // Both at once: they are decoded in different processes.
    const [first, second] = await Promise.all([lookOf(a), lookOf(b)]);
    if (first === undefined || second === undefined) return false;
    const minAgreeing = isPage(a) || isPage(b) ? MIN_AGREEING_PAGES : MIN_AGREEING;
    return isSameImage(turn === undefined ? first : turnLook(first, turn), second, minAgreeing);
  }

  async function isPlain(row: DuplicateRow): Promise<boolean> {
    const look = await lookOf(row);
    return look !== undefined && isSurface(look);
  }

  /** Starts reading images that are compared next, so that they are decoded while others are compared. */
  function readAhead(rows: readonly DuplicateRow[]): void {
    // An image that cannot be read fails where it is awaited, and is told there.
    for (const row of rows) lookOf(row).catch(() => {});
  }

  return { looksSame, isPlain, readAhead };
}
