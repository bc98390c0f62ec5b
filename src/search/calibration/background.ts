import { spaceSetting } from '../../store/records.js';
import { dot } from '../../vectors/math/dot-product.js';
import type { SearchCatalogue } from '../search-catalogue.js';
import type { Space } from '../spaces/space.js';

/** The distribution of the cosines of unrelated pairs. */
export interface Background {
  mean: number;
  deviation: number;
}

/** Of texts with images, and of images with each other. */
export interface Backgrounds {
  text: Background;
  image: Background;
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

/** Photos that are sampled; more change the figures in the third digit. */
const SAMPLE = 500;

/** Measured again when the library has grown by this factor, as long as it is smaller than the sample. */
const GROWTH = 2;

/**
 * The distributions of a space's cosines, measured on a sample of its photos, once; stored in the catalogue.
 * @param stamp see `SearchContext.stamp`
 */
export async function getBackgrounds(catalogue: SearchCatalogue, space: Space, stamp?: string): Promise<Backgrounds> {
  const key = spaceSetting('background', space.row.id);
  const stored = readStored(catalogue.getSetting(key));
  const hasGrown = () => space.owners.countPhotos(SAMPLE * GROWTH, stamp) >= (stored?.photos ?? 0) * GROWTH;
  if (stored !== undefined && (stored.photos >= SAMPLE || !hasGrown())) return stored.backgrounds;
  const { photos, backgrounds } = await measureBackgrounds(catalogue, space);
  if (!catalogue.isReadOnly) catalogue.setSetting(key, JSON.stringify({ photos, backgrounds }));
  return backgrounds;
}

/** Mean and standard deviation of cosines: between fixed texts and photos, and between photos. Each photo counts once: by its first frame. */
export async function measureBackgrounds(
  catalogue: SearchCatalogue,
  space: Space,
): Promise<{ photos: number; backgrounds: Backgrounds }> {
  const { id, dim } = space.row;
  const { photoIds, data } = catalogue.tags.listVectorsAfter(id, dim, 0, SAMPLE);
  const photos = photoIds.map((_, i) => data.subarray(i * dim, (i + 1) * dim));
  const encoder = await space.encoder();
  const texts = (await encoder.encodeTexts(BACKGROUND_TEXTS)).map(({ vector }) => vector);
  const backgrounds = {
    text: describeCosines(texts.flatMap((text) => photos.map((photo) => dot(text, photo)))),
    // Each with some others is enough, and does not grow with the square of their number.
    image: describeCosines(photos.flatMap((a, i) => photos.slice(i + 1, i + 51).map((b) => dot(a, b)))),
  };
  return { photos: photos.length, backgrounds };
}

/** Mean and standard deviation of cosines. */
export function describeCosines(cosines: readonly number[]): Background {
  const mean = cosines.reduce((sum, cosine) => sum + cosine, 0) / Math.max(1, cosines.length);
  const variance = cosines.reduce((sum, cosine) => sum + (cosine - mean) ** 2, 0) / Math.max(1, cosines.length);
  // A library of one photo, or of duplicates of it, has no spread; some is needed to divide by.
  return { mean, deviation: Math.max(Math.sqrt(variance), 0.01) };
}

/** `undefined` too for what an earlier version stored in another shape: it is measured again. */
function readStored(text: string | undefined): { photos: number; backgrounds: Backgrounds } | undefined {
  const stored = text === undefined ? undefined : JSON.parse(text);
  return stored?.backgrounds?.image === undefined ? undefined : stored;
}
