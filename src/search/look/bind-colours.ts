import { countWords, type ObjectVocabulary, type PlacedClass } from '../../detect/objects/vocabulary.js';
import type { Colour } from '../../model/look.js';
import { readText } from './read-looks.js';

/** A thing of a colour. */
export interface ColouredThing {
  /** The class. */
  label: string;
  colour: Colour;
}

/** Words between a colour and its thing, at most: `red London bus`. More of them are another thing's: *red wall behind a bus*. */
const MAX_BETWEEN = 1;

/** Languages that put colours behind what has them. */
const THING_FIRST: ReadonlySet<string> = new Set(['ar', 'es', 'fr', 'it', 'pt', 'th']);

/**
 * The things whose colours a text names: `red bus`, `autobús rojo`; both of `black and white cat`. Colours of other things (`red wall`), or such as stand
 * elsewhere (`woman in red`), are those of the picture.
 * @param languages ISO 639-1 codes; without any, the text is English
 */
export function bindColours(
  written: string,
  vocabulary: Pick<ObjectVocabulary, 'findPlaced'>,
  languages: readonly string[],
): ColouredThing[] {
  const known = languages.length === 0 ? ['en'] : languages;
  const { text, colours } = readText(written, known);
  if (colours.length === 0) return [];
  const things = vocabulary.findPlaced(text, known);
  const isNear = (from: number, to: number) => from <= to && countWords(text.slice(from, to)) <= MAX_BETWEEN;
  const labels = new Map<number, string>();
  // From the end: a colour before another colour has its thing.
  for (const [i, { index, end }] of [...colours.entries()].reverse()) {
    const next = colours[i + 1];
    const behind = findNearest(
      things,
      ({ start }) => start - end,
      ({ start }) => isNear(end, start),
    );
    const label = behind?.name ?? (next && isNear(end, next.index) ? labels.get(i + 1) : undefined);
    if (label !== undefined) labels.set(i, label);
    else if (known.some((code) => THING_FIRST.has(code))) {
      const ahead = findNearest(
        things,
        (thing) => index - thing.end,
        (thing) => isNear(thing.end, index),
      );
      if (ahead !== undefined) labels.set(i, ahead.name);
    }
  }
  return colours.flatMap(({ colour }, i) => {
    const label = labels.get(i);
    return label === undefined ? [] : { label, colour };
  });
}

function findNearest(
  things: readonly PlacedClass[],
  measure: (thing: PlacedClass) => number,
  isNear: (thing: PlacedClass) => boolean,
): PlacedClass | undefined {
  const near = things.filter((thing) => measure(thing) >= 0 && isNear(thing));
  return near.sort((a, b) => measure(a) - measure(b))[0];
}
