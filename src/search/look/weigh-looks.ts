import { COLOURS, type FrameLook, LOOKS, toLookBits } from '../../model/look.js';
import type { AskedLook } from './read-looks.js';

/** What the whole of a colour adds to a cosine of the reference model; measured on captions, see `docs/relevance.md`. */
const COLOUR_WEIGHT = 0.05;
const BW_WEIGHT = 0.1;
const NIGHT_WEIGHT = 0.05;

/** How well a frame fits what is said about its look, as a difference of cosines of the reference model. */
export function weighLooks(look: FrameLook, asked: readonly AskedLook[]): number {
  return asked.reduce((sum, one) => sum + weighLook(look, one), 0);
}

function weighLook(look: FrameLook, asked: AskedLook): number {
  if (asked === 'bw') return hasLook(look, asked) ? BW_WEIGHT : 0;
  if (asked === 'night') return NIGHT_WEIGHT * Math.max(0, 1 - look.lightness / 0.5);
  return COLOUR_WEIGHT * Math.sqrt(shareOf(look, asked));
}

/** Whether a frame has what is asked for, as the filters see it. */
export function hasLook(look: FrameLook, asked: AskedLook): boolean {
  const bit = asked === 'bw' || asked === 'night' ? LOOKS[asked] : 1 << COLOURS.indexOf(asked);
  return (toLookBits(look) & bit) !== 0;
}

/** Share of the frame that has a colour; 1 for looks, which the whole frame has. */
export function shareOf(look: FrameLook, asked: AskedLook): number {
  return asked === 'bw' || asked === 'night' ? 1 : (look.shares[COLOURS.indexOf(asked)] ?? 0);
}
