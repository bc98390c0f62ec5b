import { dot } from '../../vectors/math/dot-product.js';
import type { SearchParts } from '../search-parts.js';

/** How cosines that mean nothing are spread. */
export interface Background {
  mean: number;
  deviation: number;
}

/** Of words with pictures, and of pictures with each other. */
export interface Backgrounds {
  text: Background;
  picture: Background;
}

/** Everyday things of all kinds: whatever a library holds, most of its photos show none of a given one. */
export const BACKGROUND_TEXTS: readonly string[] = [
  ...[
    'a man',
    'a group of people',
    'a baby',
    'a portrait',
    'a dog',
    'a cat',
    'a horse',
    'a bird',
    'a fish',
    'an insect',
  ],
  ...['a flower', 'a tree', 'a beach', 'a lake', 'a mountain', 'a forest', 'a field', 'snow', 'a desert', 'the sky'],
  ...['a city street', 'a church', 'a bridge', 'a kitchen', 'an office', 'a shop', 'a stage', 'a stadium', 'a road'],
  ...[
    'a car',
    'a bicycle',
    'a boat',
    'a train',
    'an aeroplane',
    'a table',
    'a book',
    'a computer',
    'a clock',
    'a bottle',
  ],
  ...['a plate of food', 'a cake', 'clothes', 'a guitar', 'a document', 'a map', 'a painting', 'a statue', 'fireworks'],
];

/** Photos that are looked at; more change the figures in the third digit. */
const SAMPLE = 500;

/** Measured again when the library has grown by this factor, as long as it is smaller than the sample. */
const GROWTH = 2;

/** What a library and its model are like, measured on a sample of its photos, once; kept with the catalogue. */
export async function getBackgrounds(parts: SearchParts): Promise<Backgrounds> {
  const { catalogue, model, space } = parts;
  const key = `background-${model.id}`;
  const kept = readKept(catalogue.getSetting(key));
  if (kept !== undefined && (kept.photos >= SAMPLE || space.size < kept.photos * GROWTH)) return kept.backgrounds;
  const backgrounds = await measureBackgrounds(parts);
  if (!catalogue.isReadOnly) catalogue.setSetting(key, JSON.stringify({ photos: space.size, backgrounds }));
  return backgrounds;
}

/** Mean and standard deviation of cosines: between fixed texts and photos, and between photos. */
export async function measureBackgrounds({ catalogue, model, encoder }: SearchParts): Promise<Backgrounds> {
  const { ids, data } = catalogue.vectors.listAfter(model.id, model.dim, 0, SAMPLE);
  const photos = ids.map((_, i) => data.subarray(i * model.dim, (i + 1) * model.dim));
  const texts = (await encoder.encodeTexts(BACKGROUND_TEXTS)).map(({ vector }) => vector);
  return {
    text: summarise(texts.flatMap((text) => photos.map((photo) => dot(text, photo)))),
    // Each with some others is enough, and does not grow with the square of their number.
    picture: summarise(photos.flatMap((a, i) => photos.slice(i + 1, i + 51).map((b) => dot(a, b)))),
  };
}

function summarise(cosines: readonly number[]): Background {
  const mean = cosines.reduce((sum, cosine) => sum + cosine, 0) / Math.max(1, cosines.length);
  const variance = cosines.reduce((sum, cosine) => sum + (cosine - mean) ** 2, 0) / Math.max(1, cosines.length);
  // A library of one photo, or of copies of it, has no spread; some is needed to divide by.
  return { mean, deviation: Math.max(Math.sqrt(variance), 0.01) };
}

function readKept(text: string | undefined): { photos: number; backgrounds: Backgrounds } | undefined {
  return text === undefined ? undefined : JSON.parse(text);
}
