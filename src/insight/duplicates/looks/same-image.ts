import {
  MAX_COLOUR_DIFFERENCE,
  MAX_EXPOSURE,
  MAX_PLAIN_EXPOSURE,
  MAX_RECOLOURED,
  MAX_RECOLOURED_HUE,
  MAX_RELATIVE_DIFFERENCE,
  MIN_AGREEING,
  MIN_SPREAD,
} from '../thresholds.js';
import { compareColours, compareDetails, ENOUGH_DETAILS } from './compare-looks.js';
import type { Look } from './look.js';
import { type Placement, WHOLE } from './look-kernels.js';
import { placeLook } from './place-look.js';

/**
 * Whether two looks are those of one image, encoded, scaled, a little cropped or brightened.
 * @param minAgreeing the share of detailed blocks that have to agree, 0…1
 */
export function isSameImage(a: Look, b: Look, minAgreeing = MIN_AGREEING): boolean {
  if (isConvincing(a, b, WHOLE, minAgreeing)) return true;
  const placement = placeLook(a, b);
  return placement !== undefined && isConvincing(a, b, placement, minAgreeing);
}

function isConvincing(a: Look, b: Look, placement: Placement, minAgreeing: number): boolean {
  const { detailed, agreeing } = compareDetails(a, b, placement);
  // Colours are not compared where the details have decided.
  if (agreeing < minAgreeing * detailed) return false;
  const { gain, colourDifference, hueDifference, brightness, spread } = compareColours(a, b, placement);
  if (agreeing >= ENOUGH_DETAILS) return colourDifference <= MAX_RECOLOURED && hueDifference <= MAX_RECOLOURED_HUE;
  // With few details the colours have to agree.
  const exposure = Math.max(gain, 1 / gain);
  return (
    colourDifference <= Math.min(MAX_COLOUR_DIFFERENCE, Math.max(2, MAX_RELATIVE_DIFFERENCE * brightness)) &&
    exposure <= (spread >= MIN_SPREAD ? MAX_EXPOSURE : MAX_PLAIN_EXPOSURE)
  );
}
