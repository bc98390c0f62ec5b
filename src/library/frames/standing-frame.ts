import { photoNotFound } from '../../errors.js';
import type { FrameInfo } from '../../model/frame.js';
import { checkArgument, integer } from '../../runtime/check-arguments.js';
import { findNearestToMean } from '../../vectors/math/nearest-to-mean.js';
import type { LibraryCore } from '../core.js';

/**
 * The place of a frame, or of the one that stands for the content when none is asked for.
 * @returns `undefined` for the image of a photo
 * @throws PhotoseekError `photo-not-found`
 */
export function findFramePlace(
  core: Pick<LibraryCore, 'catalogue' | 'spaces'>,
  id: number,
  frame: number | undefined,
): FrameInfo | undefined {
  const { frames } = core.catalogue;
  if (frame !== undefined) checkArgument('frame', frame, integer(0, Number.MAX_SAFE_INTEGER));
  const place = frames.find(id, frame ?? 0);
  if (frame !== undefined && place === undefined) throw photoNotFound({ id }, `It has no frame ${frame}.`);
  if (place?.kind === 'image' && place.ordinal === 0) return undefined;
  if (frame !== undefined || place?.kind !== 'video') return place;
  return frames.find(id, chooseStandingFrame(core, id)) ?? place;
}

/**
 * The frame that stands for a film: the one that is nearest to the mean of all. Films begin with black, titles and hands before the lens; what most
 * of a film shows lies in the middle of its vectors. Of documents and models the first frame stands: a title page, the view from the front.
 */
function chooseStandingFrame({ catalogue, spaces }: Pick<LibraryCore, 'catalogue' | 'spaces'>, id: number): number {
  const { id: spaceId, dim } = spaces.default.row;
  const frames = catalogue.vectors.ofFrames([id], spaceId, dim).get(id) ?? [];
  return frames[findNearestToMean(frames.map(({ vector }) => vector))]?.ordinal ?? 0;
}
