import type { Calibrator } from '../calibration/calibrator.js';
import type { CellHit } from '../model.js';
import type { Relevant } from '../rank/rank-space.js';
import type { PhotoHit } from '../retrieve/pool-by-photo.js';

/**
 * How much the best part of a photo counts beside the whole, in cosines of the reference model. Chosen on one half of 1,000 captioned photos, where
 * names of things have a mean average precision of .570 instead of .559; on the other half .617 instead of .603 (`node bench/regions.mjs`).
 */
const WEIGHT = 0.5;

/** From here on a part counts: below lie the best of sixteen parts of photos that do not show the thing. */
const FROM = 0.2;

/** The nearest photos whose cells are compared: reading 8 kB of each, where they are not in memory, is what bounds them. */
export const CELL_CANDIDATES = 200;

/** A photo with a part that is near to the query. */
export interface LiftedByCell extends CellHit {
  /** In cosines of the reference model; see `Calibrator.toReference`. */
  rate: number;
}

/**
 * The relevant photos of a space, ordered by their wholes and their best parts together. A part lifts a photo, and lowers none.
 * @param near the nearest photos by their wholes, best first: those whose parts were compared; others stay behind them
 * @param cells the best part of each
 * @param least the least cosine of a relevant photo, whatever the others are
 * @returns the photos, and those that were lifted, by id
 */
export function liftByCells(
  near: readonly PhotoHit[],
  cells: ReadonlyMap<number, CellHit>,
  picked: Relevant,
  calibrator: Calibrator,
  least: number | undefined,
): Relevant & { lifted: Map<number, LiftedByCell> } {
  const lifted = new Map<number, LiftedByCell>();
  const rated = near.map((hit) => {
    const whole = calibrator.toReference(hit.cosine);
    const cell = cells.get(hit.photoId);
    if (cell === undefined) return { hit, rate: whole };
    const rate = whole + WEIGHT * Math.max(0, calibrator.toReference(cell.cosine) - FROM);
    if (rate > whole) lifted.set(hit.photoId, { ...cell, rate });
    return { hit, rate };
  });
  rated.sort((a, b) => b.rate - a.rate);
  const best = rated[0]?.rate ?? 0;
  const from = Number.isFinite(picked.from)
    ? Math.max(calibrator.toReference(picked.from), least === undefined ? calibrator.thresholdShare * best : -1)
    : Number.POSITIVE_INFINITY;
  // Where nothing fits well, as many as before.
  const count = Number.isFinite(from) ? rated.filter(({ rate }) => rate >= from).length : picked.photos.length;
  const compared = new Set(near.map(({ photoId }) => photoId));
  const others = picked.photos.filter(
    ({ photoId, cosine }) => !compared.has(photoId) && calibrator.toReference(cosine) >= from,
  );
  return { ...picked, photos: [...rated.slice(0, count).map(({ hit }) => hit), ...others], lifted };
}
