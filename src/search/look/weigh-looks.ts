import { COLOURS, type Colour, colourBit, type FrameLook, LOOKS, toLookBits } from '../../model/look.js';
import type { SeenThing } from '../../model/region.js';
import type { ColouredThing } from './bind-colours.js';
import type { AskedLook } from './read-looks.js';

/**
 * The most that a colour, or a picture without colours, adds to a cosine of the reference model. Chosen on the captions of one half of the photos,
 * reported on the other in `docs/relevance.md`.
 */
const WEIGHT = 0.08;

/** At this share, a colour adds half of it: a red bag is as red as a red wall. */
const HALF_SHARE = 0.02;

/** The same for the colour of a thing, by its share inside the box; chosen in the same way (`bench/colours.mjs`). */
const THING_WEIGHT = 0.06;
const HALF_THING_SHARE = 0.05;

/** What counts of the colour of a picture in which the thing was not found that is to have it: the detector misses some. */
const WITHOUT_THING = 0.25;

/**
 * Taken off where the thing was found and hardly has the colour, in queries that name the colour and the thing and nothing else: with less than this share, and
 * most without any. In longer texts, the colour is often that of something else: it does harm there (`bench/colours.mjs`).
 */
const AGAINST = 0.04;
const AGAINST_SHARE = 0.1;

/** Colours whose shares say nothing: every picture has shadows, and brown and grey are what walls, streets and skins have. */
const WITHOUT_SAY: ReadonlySet<AskedLook> = new Set<Colour>(['brown', 'black', 'grey']);

/** What is known of a frame: the things are those of the classes that the query names. */
export interface SeenFrame {
  look: FrameLook;
  things: readonly SeenThing[];
}

/**
 * How well a frame fits what is said about its look, as a difference of cosines of the reference model.
 * @param coloured colours that are those of things, as far as things were looked for at all
 * @param isAlone the query names a thing and its colour, and nothing else
 */
export function weighLooks(
  { look, things }: SeenFrame,
  asked: readonly AskedLook[],
  coloured: readonly ColouredThing[] = [],
  isAlone = false,
): number {
  return asked.reduce((sum, one) => {
    if (WITHOUT_SAY.has(one)) return sum;
    const share = shareOf(look, one);
    if (one === 'bw') return sum + WEIGHT * share;
    const byPicture = weighShare(share, WEIGHT, HALF_SHARE);
    const own = coloured.filter(({ colour }) => colour === one);
    if (own.length === 0) return sum + byPicture;
    const found = things.filter(({ label }) => own.some((thing) => thing.label === label));
    if (found.length === 0) return sum + WITHOUT_THING * byPicture;
    const best = findColoured(found, one);
    if (best === undefined) return sum + byPicture;
    const against = isAlone ? AGAINST * Math.max(0, 1 - best.share / AGAINST_SHARE) : 0;
    return sum + weighShare(best.share, THING_WEIGHT, HALF_THING_SHARE) - against;
  }, 0);
}

function weighShare(share: number, weight: number, half: number): number {
  return (weight * share) / (share + half);
}

/** The thing that has most of a colour; `undefined`: none was measured. */
export function findColoured(
  things: readonly SeenThing[],
  colour: Colour,
): { thing: SeenThing; share: number } | undefined {
  const at = COLOURS.indexOf(colour);
  return things
    .flatMap((thing) => (thing.colours === null ? [] : { thing, share: thing.colours[at] ?? 0 }))
    .reduce<{ thing: SeenThing; share: number } | undefined>(
      (best, one) => (best === undefined || one.share > best.share ? one : best),
      undefined,
    );
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
