import { describe, expect, it } from 'vitest';
import { checkFramesLibrary, checkPages } from '../support/frames/check-frames-library.js';
import { listTwinHashes, openFramesLibrary, writeFramesCatalogue } from '../support/frames/frames-library.js';
import { writeThumbnails } from '../support/frames/write-thumbnails.js';
import { nextFolder } from '../support/libraries/catalogues.js';

const DIM = 16;

describe('photos of 1 to 40 frames', () => {
  it('are searched, filtered, counted and paged as comparing with every frame says', async () => {
    const folder = nextFolder();
    const contents = writeFramesCatalogue(folder, { photos: 400, dim: DIM, framesOf: (i) => 1 + ((i * 7) % 40) });
    const { library, embed } = await openFramesLibrary(folder, DIM);
    await checkFramesLibrary(library, contents, embed, { runs: 30 });
    expect(await checkPages(library, 'somewhere', 37)).toBeGreaterThan(400);
    expect(await library.stats()).toMatchObject({
      photos: 400,
      spaces: [{ photos: 400, vectors: contents.reduce((sum, { frames }) => sum + frames.length, 0), missing: 0 }],
    });
    await library.close();
  });

  it('are no near-duplicates by their first frames alone', async () => {
    const folder = nextFolder();
    writeFramesCatalogue(folder, { photos: 200, dim: DIM, framesOf: (i) => 1 + ((i * 7) % 40) });
    const { library } = await openFramesLibrary(folder, DIM);
    await writeThumbnails(folder, listTwinHashes(200));
    expect(await library.duplicates({ kinds: ['near'] })).toEqual([]);
    await library.close();
  });

  it('are duplicates by their bytes, and those of one frame by that', async () => {
    const folder = nextFolder();
    const contents = writeFramesCatalogue(folder, { photos: 200, dim: DIM, framesOf: () => 1, kind: 'image' });
    const { library } = await openFramesLibrary(folder, DIM);
    const exact = await library.duplicates({ kinds: ['exact'] });
    const expected = contents.filter(({ paths }) => paths.length > 1).map(({ paths }) => [...paths].sort());
    expect(exact.map(({ members }) => members.map(({ path }) => path).sort()).sort()).toEqual(expected.sort());
    // Without images to compare, nothing is confirmed.
    expect(await library.duplicates({ kinds: ['near'] })).toEqual([]);
    await writeThumbnails(folder, listTwinHashes(200));
    const near = await library.duplicates({ kinds: ['near'] });
    const twins = contents.flatMap(({ id }, i) => (i % 10 === 0 && i > 0 ? [[contents[i - 1]?.id, id]] : []));
    const byFirst = (a: (number | undefined)[], b: (number | undefined)[]) => Number(a[0]) - Number(b[0]);
    expect(near.map(({ members }) => members.map(({ photo }) => photo.id).sort((a, b) => a - b)).sort(byFirst)).toEqual(
      twins.sort(byFirst),
    );
    await library.close();
  });

  it('are found in order by verify', async () => {
    const folder = nextFolder();
    writeFramesCatalogue(folder, { photos: 100, dim: DIM, framesOf: (i) => 1 + (i % 40) });
    const { library } = await openFramesLibrary(folder, DIM, false);
    const findings = await library.verify({ files: false });
    expect(findings.filter(({ wrong }) => wrong > 0)).toEqual([]);
    expect(findings.length).toBeGreaterThan(4);
    await library.close();
  });
});
