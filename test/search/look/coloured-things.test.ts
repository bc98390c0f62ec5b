// A bird in three colours, each before another one, and a wall: by the embedded encoder and the detector of things.
import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLibraryWith } from '#src/library/open-library.js';
import type { Library } from '#src/library/types/library.js';
import { InProcessMedia } from '../../support/images/in-process-media.js';
import { indexPaths } from '../../support/libraries/index-events.js';
import { SAMPLES } from '../../support/shared.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

const home = makeTemporaryFolder();
const photos = join(home, 'photos');
let library: Library;

/** The scarlet macaw with its hues turned, in a broad frame. */
async function paint(name: string, hue: number, frame: string): Promise<void> {
  const bird = await sharp(join(SAMPLES, 'scarlet-macaw.webp')).resize(400).modulate({ hue }).png().toBuffer();
  await sharp(bird)
    .extend({ top: 60, bottom: 60, left: 60, right: 60, background: frame })
    .png()
    .toFile(join(photos, name));
}

beforeAll(async () => {
  mkdirSync(photos);
  await paint('red.png', 0, '#2a8a3a');
  await paint('green.png', 120, '#c81e28');
  await paint('blue.png', 230, '#c81e28');
  await sharp({ create: { width: 480, height: 400, channels: 3, background: '#c01e24' } })
    .png()
    .toFile(join(photos, 'wall.png'));
  library = await openLibraryWith(
    { path: join(home, 'library') },
    { createMedia: (options) => new InProcessMedia(options) },
  );
  await indexPaths(library, [photos], { stages: ['objects'] });
});
afterAll(() => library?.close());

const search = async (query: string) => (await library.search(query, { all: true })).results;
const find = async (query: string) => (await search(query)).map(({ path }) => basename(path, '.png'));

describe('a thing of a colour', () => {
  it('comes before the same in other colours, and these before other things of that colour', async () => {
    expect((await find('a red bird')).slice(0, 1)).toEqual(['red']);
    expect((await find('a red bird')).at(-1)).toBe('wall');
    expect((await find('a green bird')).slice(0, 1)).toEqual(['green']);
    expect((await find('roter Vogel')).slice(0, 1)).toEqual(['red']);
    expect((await find('roter Vogel')).at(-1)).toBe('wall');
  });

  it('is lifted by the colour inside its box, and not by that around it', async () => {
    const results = await search('a red bird');
    const looks = (name: string) =>
      results.find(({ path }) => basename(path) === name)?.evidence.filter(({ type }) => type === 'look');
    expect(looks('red.png')).toEqual([
      {
        ...{ type: 'look', look: 'red', share: expect.closeTo(0.41, 1), relevance: expect.any(Number) },
        thing: {
          label: 'bird',
          frame: expect.objectContaining({ ordinal: 0, kind: 'image' }),
          box: expect.any(Object),
        },
      },
    ]);
    // A third of the picture is red, and the bird is green.
    expect(await find('color:red')).toContain('green');
    expect(looks('green.png')).toEqual([]);
  });

  it('is found by object:', async () => {
    expect(await find('object:"red bird"')).toEqual(['red']);
    expect(await find('object:"grüner Vogel"')).toEqual(['green']);
    expect(await find('object:"oiseau bleu"')).toEqual(['blue']);
    expect((await find('object:bird -object:"red bird"')).sort()).toEqual(['blue', 'green']);
    expect((await find('object:bird color:red')).sort()).toEqual(['blue', 'green', 'red']);
  });
});
