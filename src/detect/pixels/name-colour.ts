import type { Colour } from '../../model/look.js';

/** sRGB as light, by the transfer function of IEC 61966-2-1. */
const LINEAR = Float64Array.from({ length: 256 }, (_, i) => {
  const value = i / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
});

/** A colour of OKLab. */
export interface Oklab {
  l: number;
  a: number;
  b: number;
}

/**
 * Lightness 0…1 and the two axes of colour. B. Ottosson, "A perceptual color space for image processing" (2020): steps of the same length look
 * alike, and a hue stays the same when it gets lighter or darker, which it does not in CIELAB for blue.
 * @param lab receives them: an object a pixel would take as long as the colour
 */
export function toOklab(red: number, green: number, blue: number, lab: Oklab): void {
  const r = LINEAR[red] as number;
  const g = LINEAR[green] as number;
  const b = LINEAR[blue] as number;
  const long = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const medium = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const short = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  lab.l = 0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short;
  lab.a = 1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short;
  lab.b = 0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short;
}

/** Below this lightness everything is black, unless it is colourful for that: navy is blue. */
const BLACK = 0.32;
const WHITE = 0.86;

/** Less chroma is grey to the eye; in shadows and bright light even more is. */
const GREY_CHROMA = 0.045;

/**
 * The name of a colour, by lightness, chroma and hue. Boundaries between hues lie about half-way between the focal colours of each name in OKLab
 * (red 29°, orange 60°, yellow 100°, green 142°, turquoise 195°, blue 255°, purple 310°, pink 350°). Brown is what orange and yellow are when they are dark or
 * dull, pink what red is when it is light; grass in the sun is a yellow that is less light, pale skies are a turquoise with little chroma.
 */
export function nameColour(l: number, a: number, b: number): Colour {
  const chroma = Math.sqrt(a * a + b * b);
  if (l < 0.16 || (l < BLACK && chroma < 0.03 + 0.09 * (l / BLACK))) return 'black';
  if (chroma < GREY_CHROMA) return l < BLACK ? 'black' : l > WHITE && chroma < 0.04 ? 'white' : 'grey';
  const hue = ((Math.atan2(b, a) * 180) / Math.PI + 360) % 360;
  if (hue < 43 || hue >= 318) return nameReddish(hue, l, chroma);
  if (hue < 113) return nameYellowish(hue, l, chroma);
  if (hue < 172) return 'green';
  if (hue < 222) return chroma > 0.06 || hue < 195 ? 'turquoise' : 'blue';
  return hue < 288 ? 'blue' : 'purple';
}

/** From purple to red. */
function nameReddish(hue: number, l: number, chroma: number): Colour {
  if (hue >= 318) return l > 0.58 ? 'pink' : hue < 335 ? 'purple' : chroma > 0.1 ? 'red' : 'brown';
  if (hue < 15) return l > 0.6 ? 'pink' : chroma > 0.1 ? 'red' : 'brown';
  if (chroma >= 0.13 && l < 0.72) return 'red';
  return l > 0.72 ? 'pink' : 'brown';
}

/** From orange to the greens of leaves in the sun. */
function nameYellowish(hue: number, l: number, chroma: number): Colour {
  if (hue < 82) return l > 0.66 && chroma > 0.12 ? 'orange' : l > 0.8 && chroma < 0.07 ? 'white' : 'brown';
  if (chroma > 0.1 && l > (hue > 100 ? 0.84 : 0.72)) return 'yellow';
  if (l > 0.85 && chroma < 0.1) return 'white';
  return l > 0.5 && hue > 100 ? 'green' : 'brown';
}
