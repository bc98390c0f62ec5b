/** Measured from the pixels of a frame without a model: its colours, its light, its sharpness. */

/** The eleven basic colour terms of B. Berlin and P. Kay, "Basic Color Terms" (1969), and turquoise. Their order is stored and never changes. */
export const COLOURS = [
  'red',
  'orange',
  'yellow',
  'green',
  'turquoise',
  'blue',
  'purple',
  'pink',
  'brown',
  'black',
  'white',
  'grey',
] as const satisfies readonly Colour[];

/** A colour by its English name. */
export type Colour =
  | 'red'
  | 'orange'
  | 'yellow'
  | 'green'
  | 'turquoise'
  | 'blue'
  | 'purple'
  | 'pink'
  | 'brown'
  | 'black'
  | 'white'
  | 'grey';

/** Measures of one frame. Lightness and chroma are those of OKLab: 0 is black, 1 white; 0 is grey, 0.32 the most that a screen shows. */
export interface FrameLook {
  /** The share of the pixels that have each of {@link COLOURS}, 0…1, in that order; together 1. */
  shares: readonly number[];
  /** Mean chroma. */
  chroma: number;
  /** How far the hundredth of the pixels that differ most lie from shades of one warm tone, as chroma: 0 in a picture without
   * colours. */
  offTone: number;
  /** Mean lightness. */
  lightness: number;
  /** Standard deviation of the lightness. */
  contrast: number;
  /** The variance of the Laplacian where the picture is sharpest; see `measureSharpness`. */
  sharpness: number;
}

/** Looks of photos, as bits of one number behind those of {@link COLOURS}. Values are stored and never change. */
export const LOOKS = {
  /** Shades of grey, or of one tone. */
  bw: 1 << 12,
  /** So dark as pictures of the night are. */
  night: 1 << 13,
  /** Sharp nowhere. */
  blurred: 1 << 14,
  dark: 1 << 15,
  bright: 1 << 16,
} as const satisfies Record<Look, number>;

/** The name of a look. */
export type Look = 'bw' | 'night' | 'blurred' | 'dark' | 'bright';

/** All colours, and all looks. */
const COLOUR_BITS = (1 << COLOURS.length) - 1;
const LOOK_BITS = Object.values(LOOKS).reduce((all, bit) => all | bit, 0);

/** The bit of a colour. */
export function colourBit(colour: Colour): number {
  return 1 << COLOURS.indexOf(colour);
}

/** The share of a picture from which it has a colour: less of a vivid one is noticed than of those that shadows, skies and walls have. */
const LEAST_SHARES: Readonly<Record<Colour, number>> = {
  red: 0.04,
  orange: 0.06,
  yellow: 0.05,
  green: 0.12,
  turquoise: 0.06,
  blue: 0.1,
  purple: 0.04,
  pink: 0.05,
  brown: 0.2,
  black: 0.25,
  white: 0.2,
  grey: 0.35,
};

/** Whether so much of a picture is noticed as its colour. */
export function hasShare(colour: Colour, share: number): boolean {
  return share >= LEAST_SHARES[colour];
}

/** The share of the middle of its box from which a thing has a colour. */
export const LEAST_THING_SHARE = 0.25;

// Chosen on one half of 1,180 photos, reported on the other in docs/relevance.md.
const MAX_BW_OFF_TONE = 0.0095;
const MAX_BW_CHROMA = 0.08;
const MAX_NIGHT_LIGHTNESS = 0.26;
export const MAX_DARK_LIGHTNESS = 0.34;
const MIN_BRIGHT_LIGHTNESS = 0.75;
const MAX_BLURRED_SHARPNESS = 100;

/** The colours and looks of a frame as bits: see {@link COLOURS} and {@link LOOKS}. Of colours, a picture of one tone has black, white and grey alone. */
export function toLookBits(look: FrameLook): number {
  const isBw = look.offTone <= MAX_BW_OFF_TONE && look.chroma <= MAX_BW_CHROMA;
  let bits = 0;
  COLOURS.forEach((colour, i) => {
    const isTone = colour === 'black' || colour === 'white' || colour === 'grey';
    if ((isTone || !isBw) && hasShare(colour, look.shares[i] ?? 0)) bits |= 1 << i;
  });
  if (isBw) bits |= LOOKS.bw;
  if (look.lightness <= MAX_NIGHT_LIGHTNESS) bits |= LOOKS.night;
  if (look.lightness <= MAX_DARK_LIGHTNESS) bits |= LOOKS.dark;
  if (look.lightness >= MIN_BRIGHT_LIGHTNESS) bits |= LOOKS.bright;
  if (look.sharpness <= MAX_BLURRED_SHARPNESS) bits |= LOOKS.blurred;
  return bits;
}

/** Of several frames: the colours that any of them has, and the looks that all have. */
export function joinLookBits(frames: readonly number[]): number {
  const any = frames.reduce((all, bits) => all | bits, 0) & COLOUR_BITS;
  const every = frames.reduce((all, bits) => all & bits, frames.length > 0 ? LOOK_BITS : 0);
  return any | every;
}
