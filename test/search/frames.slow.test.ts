import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Library } from '#src/library/types/library.js';
import { checkFramesLibrary, checkPages } from '../support/frames/check-frames-library.js';
import {
  listTwinHashes,
  type MadeContent,
  openFramesLibrary,
  writeFramesCatalogue,
} from '../support/frames/frames-library.js';
import { writeThumbnails } from '../support/frames/write-thumbnails.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const DIM = 32;
const PHOTOS = 20_000;

describe('20,000 photos of 1 to 40 frames', () => {
  const folder = `${makeTemporaryFolder()}/library`;
  let library: Library;
  let contents: MadeContent[];
  let embed: (text: string) => Promise<Float32Array>;
  beforeAll(async () => {
    contents = writeFramesCatalogue(folder, { photos: PHOTOS, dim: DIM, framesOf: (i) => 1 + ((i * 7) % 40) });
    await writeThumbnails(folder, listTwinHashes(PHOTOS));
    ({ library, embed } = await openFramesLibrary(folder, DIM));
  }, 600_000);
  afterAll(() => library.close());

  it('are searched, filtered, counted and paged as comparing with every frame says', async () => {
    await checkFramesLibrary(library, contents, embed, { runs: 12 });
    expect(await checkPages(library, 'somewhere', 1000)).toBeGreaterThan(PHOTOS);
  }, 600_000);

  it('are duplicates by their bytes, and no near-duplicates by their first frames alone', async () => {
    const exact = await library.duplicates({ kinds: ['exact'] });
    expect(exact).toHaveLength(PHOTOS / 20);
    // A tenth of them has the first frame of the one before.
    expect(await library.duplicates({ kinds: ['near'] })).toEqual([]);
  }, 600_000);

  it('are in order, as verify says', async () => {
    const findings = await library.verify({ files: false });
    // Opened for one question, the library has stored no graph.
    expect(findings.filter(({ check, wrong }) => check !== 'graph' && wrong > 0)).toEqual([]);
  }, 600_000);

  it('have counts of photos, not of vectors', async () => {
    const vectors = contents.reduce((sum, { frames }) => sum + frames.length, 0);
    expect(await library.stats()).toMatchObject({ photos: PHOTOS, spaces: [{ photos: PHOTOS, vectors, missing: 0 }] });
  });
});
