// From pixels to filters, order and evidence, in a library whose encoder is a fake.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLibraryWith } from '#src/library/open-library.js';
import type { Library } from '#src/library/types/library.js';
import type { SearchResult } from '#src/search/types/answer.js';
import { fakeDependencies } from '../../support/encoder/fake-encoder.js';
import { indexPaths } from '../../support/libraries/index-events.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

const home = makeTemporaryFolder();
const photos = join(home, 'photos');
const path = join(home, 'library');
const { dependencies, calls } = fakeDependencies();
const open = () => openLibraryWith({ path }, dependencies);
const names = (results: readonly SearchResult[]) => results.map((result) => result.path.split(/[\\/]/).at(-1)).sort();

/** A picture of one colour, with a stripe of another. */
async function paint(name: string, background: string, stripe = background): Promise<void> {
  await mkdir(photos, { recursive: true });
  await sharp({ create: { width: 320, height: 240, channels: 3, background } })
    .composite([{ input: { create: { width: 60, height: 240, channels: 3, background: stripe } }, left: 20, top: 0 }])
    .png()
    .toFile(join(photos, name));
}

let library: Library;
beforeAll(async () => {
  await paint('bus.png', '#808488', '#c81e28');
  await paint('sea.png', '#3c6edc');
  await paint('fog.png', '#c8c8c8', '#909090');
  await paint('cellar.png', '#060608', '#101014');
  library = await open();
  await indexPaths(library, [photos]);
});
afterAll(() => library.close());

const find = async (query: string) => names((await library.search(query)).results);

describe('looks of a library', () => {
  it('answer filters', async () => {
    expect(await find('color:red')).toEqual(['bus.png']);
    expect(await find('colour:bleu')).toEqual(['sea.png']);
    expect(await find('is:bw')).toContain('fog.png');
    expect(await find('is:bw -is:night')).not.toContain('cellar.png');
    expect(await find('is:night')).toEqual(['cellar.png']);
  });

  it('are evidence where a description names them', async () => {
    const { results } = await library.search('a red bus', { all: true });
    const bus = results.find((result) => result.path.endsWith('bus.png'));
    expect(bus?.evidence.find(({ type }) => type === 'look')).toEqual({
      ...{ type: 'look', look: 'red', share: expect.closeTo(60 / 320, 1), relevance: expect.any(Number) },
    });
    const others = results.filter((result) => result !== bus).flatMap(({ evidence }) => evidence);
    expect(others.map(({ type }) => type)).not.toContain('look');
    expect(bus?.relevance).toBeGreaterThan(0);
  });

  it('are all that is asked for where a query says nothing else', async () => {
    const colourless = await find('is:bw');
    for (const query of ['black and white photo', 'Schwarzweißfotos', '黑白照片'])
      expect(await find(query), query).toEqual(colourless);
    const { notices } = await library.search('Black & white photos');
    expect(notices).toContainEqual({
      ...{ code: 'query-read', message: 'Photos without colours: is:bw -is:screenshot -is:paper.' },
      suggestion: { kind: 'literal', query: '"Black & white photos"' },
    });
    expect(await find('black and white photo color:red')).toEqual([]);
    for (const query of ['"black and white photo"', 'a black and white cat']) {
      const { notices: others } = await library.search(query);
      expect(others.map(({ message }) => message).join()).not.toContain('is:bw');
    }
  });

  it('of an earlier version are measured by the next run, without embedding anything again', async () => {
    await library.close();
    const db = new Database(join(path, 'catalogue.db'));
    db.exec(
      "DELETE FROM stage_done WHERE stage = 'looks'; UPDATE frame SET look = NULL; UPDATE content SET looks = NULL",
    );
    db.close();
    library = await open();
    expect(await find('color:red')).toEqual([]);
    const { notices } = await library.search('black and white photo');
    expect(notices.map(({ message }) => message).join()).not.toContain('is:bw');
    const { images } = calls;
    await indexPaths(library, [photos]);
    expect(await find('color:red')).toEqual(['bus.png']);
    expect(calls.images).toBe(images);
  });
});
