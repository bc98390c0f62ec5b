import { COLOURS, type Colour, colourBit, type FrameLook, LOOKS, toLookBits } from '../../model/look.js';
import type { AskedLook } from './read-looks.js';

/**
 * The most that a colour, or a picture without colours, adds to a cosine of the reference model. Chosen on the captions of one half of the photos,
 * reported on the other in `docs/relevance.md`.
 */
const WEIGHT = 0.08;

/** At this share, a colour adds half of it: a red bag is as red as a red wall. */
const HALF_SHARE = 0.02;

/** Colours whose shares say nothing: every picture has shadows, and brown and grey are what walls, streets and skins have. */
const WITHOUT_SAY: ReadonlySet<AskedLook> = new Set<Colour>(['brown', 'black', 'grey']);

/** How well a frame fits what is said about its look, as a difference of cosines of the reference model. */
export function weighLooks(look: FrameLook, asked: readonly AskedLook[]): number {
  return asked.reduce((sum, one) => {
    if (WITHOUT_SAY.has(one)) return sum;
    const share = shareOf(look, one);
    return sum + WEIGHT * (one === 'bw' ? share : share / (share + HALF_SHARE));
  }, 0);
}

/** Whether a frame has what is asked for, as the filters see it. */
export function hasLook(look: FrameLook, asked: AskedLook): boolean {
  return (toLookBits(look) & (asked === 'bw' ? LOOKS.bw : colourBit(asked))) !== 0;
}

/** The share of the frame that has a colour; of `bw`, which all of it has or nothing, 1 or 0. */
export function shareOf(look: FrameLook, asked: AskedLook): number {
  if (asked === 'bw') return hasLook(look, asked) ? 1 : 0;
  return look.shares[COLOURS.indexOf(asked)] ?? 0;
}
