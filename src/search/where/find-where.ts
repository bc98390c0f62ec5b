import { PhotoseekError, throwIfAborted } from '../../errors.js';
import type { RgbImage } from '../../model/rgb-image.js';
import { dot } from '../../vectors/math/dot-product.js';
import type { Picture, SearchContext } from '../context.js';
import { nameEmoji } from '../embed/name-emoji.js';
import { readInput } from '../read-query.js';
import type { FoundPlace, WhereOptions, WhereResponse } from '../types/where.js';
import { chooseGrid, drawMap, findBestBox, toHeat } from './heat-map.js';
import { chooseLooks, type Look, lookClosely, type SeenWindow } from './look-closely.js';

/**
 * Where the terms of a text lie in a picture, each by itself; see `Library.where`. By the model of the default space.
 * @throws PhotoseekError `empty-query`, `bad-query` without a term that is text; media codes, `encoder-failed`, `aborted`
 */
export async function findWhere(
  context: SearchContext,
  { source, place }: Picture,
  text: string,
  { language, withImage = false, signal }: Omit<WhereOptions, 'frame'>,
): Promise<WhereResponse> {
  const texts = listTexts(text);
  throwIfAborted(signal);
  const space = context.spaces.default;
  const encoder = await space.encoder();
  const encoding = Promise.all(texts.map((one) => space.texts.get(nameEmoji(one), language)));
  // Its failure is reported when it is awaited, unless decoding fails before.
  encoding.catch(() => {});
  const looks = chooseLooks(encoder);
  const { size, kernel } = encoder.model.image;
  const sizes = looks.map(({ scale }) => scale * size);
  const images = await context.media().whole(source, { sizes, kernel }, { place });
  const seen: SeenWindow[][] = [];
  for (const [i, look] of looks.entries()) seen.push(await lookClosely(encoder, images[i] as RgbImage, look, signal));
  const vectors = await encoding;
  const [image] = images as [RgbImage];
  const grid = chooseGrid(image.width, image.height);
  const terms = texts.map((one, i): FoundPlace => {
    const { vector } = vectors[i] as { vector: Float32Array };
    const maps = looks.map((_, at) => {
      const valued = (seen[at] ?? []).map(({ window, vectors: cells }) => ({
        ...{ window, values: cells.map((cell) => dot(vector, cell)) },
      }));
      return drawMap(grid, images[at] as RgbImage, valued);
    });
    const values = addMaps(maps, looks);
    const cells = toHeat(values);
    return { text: one, cells, box: findBestBox(cells, grid), cosine: Math.max(...values) };
  });
  return { ...grid, terms, ...(withImage && { image: images.at(-1) as RgbImage }) };
}

/** The weighted mean of maps, cell by cell. */
function addMaps(maps: readonly (readonly number[])[], looks: readonly Look[]): number[] {
  const all = looks.reduce((sum, { weight }) => sum + weight, 0);
  const [first = []] = maps;
  return first.map((_, cell) =>
    looks.reduce((sum, { weight }, at) => sum + (weight / all) * (maps[at]?.[cell] as number), 0),
  );
}

/** The texts that are located: neither images nor subtracted terms have a place. */
function listTexts(text: string): string[] {
  const { terms } = readInput(text);
  const texts = terms.flatMap(({ source, weight }) => ('text' in source && weight > 0 ? [source.text] : []));
  if (texts.length > 0) return [...new Set(texts)];
  throw new PhotoseekError('bad-query', `A place in a picture is found by words, got ${JSON.stringify(text)}.`, {
    hint: 'Name a thing, for example: red cup',
  });
}
