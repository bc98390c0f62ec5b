// A library of drawn pages, by the embedded model: nothing in it resembles the photos that the constants were measured with.
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CalibrationReport, Library, OwnTagCalibration } from '#src/index.js';
import { openLibraryWith } from '#src/library/open-library.js';
import { makePages } from '../../bench/support/pages.mjs';
import { indexPaths } from '../support/libraries/index-events.js';
import { IN_PROCESS } from '../support/libraries/sample-library.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const home = makeTemporaryFolder();
const path = join(home, 'library');
const open = () => openLibraryWith({ path }, IN_PROCESS);
let library: Library;
let report: CalibrationReport;
const NONSENSE = ['vrrk plim', 'an ablative absolute', 'liquidity preference theory', 'undefined is not a function'];

/** A sidecar that says what kind of page it is. */
const describeKind = (kind: string) => `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
  xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/"><rdf:Description>
  <dc:subject><rdf:Bag><rdf:li>${kind}</rdf:li></rdf:Bag></dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>`;

/** Of everything that can be asked about relevances. */
const ask = async () => {
  const { results } = await library.search('a receipt', { limit: 3, mode: 'vector' });
  return results.map(({ cosine, relevance }) => ({ cosine, relevance }));
};
const countRefused = async () => {
  const answers = await Promise.all(NONSENSE.map((text) => library.search(text, { mode: 'vector' })));
  return answers.filter(({ noGoodMatch }) => noGoodMatch).length;
};

beforeAll(async () => {
  const pages = await makePages(join(home, 'pages'), 10);
  for (const page of pages) writeFileSync(`${page}.xmp`, describeKind(basename(page).replace(/-\d+\.png$/, '')));
  library = await open();
  await indexPaths(library, [join(home, 'pages')]);
});
afterAll(() => library.close());

describe('a library of drawings', () => {
  it('says at first that the calibration of the model is used', async () => {
    expect((await library.stats()).calibration).toMatchObject({ measuredAtMs: null, photos: null });
  });

  it('is calibrated on its own photos and keywords', async () => {
    const before = await ask();
    report = await library.calibrate();
    expect(report).toMatchObject({ photos: 100, keywords: 10, calibration: { source: 'library' } });
    // Everyday texts lie elsewhere than with holiday photos.
    const { library: own, model } = report.background;
    expect(Math.abs(own.mean - model.mean) + Math.abs(own.deviation - model.deviation)).toBeGreaterThan(0.01);
    // Ten keywords with five photos each say little about F1; `evaluation/measure-halves.test.ts` shows that it rises where there is enough.
    expect(report.cutoff).toMatchObject({ before: { queries: 10 }, after: { queries: 10 } });
    expect(report.refused.after).toBeGreaterThan(0.7);
    const after = await ask();
    expect(after.map(({ cosine }) => cosine).slice(0, 1)).toEqual(before.map(({ cosine }) => cosine).slice(0, 1));
    expect(after[0]?.relevance).not.toBe(before[0]?.relevance);
    expect(await countRefused()).toBeGreaterThanOrEqual(3);
  });

  it('stores it with the space: status shows it, and another process uses it', async () => {
    const answers = await ask();
    await library.close();
    library = await open();
    const { measuredAtMs, photos, queries } = report.calibration;
    expect((await library.stats()).calibration).toEqual({ source: 'library', measuredAtMs, photos, queries });
    expect(await ask()).toEqual(answers);
  });

  it('tags photos by it, and by the calibration of the model again when it is removed', async () => {
    const count = async () => (await library.tags()).reduce((sum, tag) => sum + tag.count, 0);
    const own = await count();
    const tags = { ...(report.calibration.tags as OwnTagCalibration), minDeviations: 3.2 };
    await library.useCalibration({ ...report.calibration, tags });
    expect(await count()).toBeLessThan(own);
    await library.useCalibration(null);
    expect((await library.stats()).calibration.measuredAtMs).toBeNull();
    expect(await count()).toBeGreaterThan(0);
  });
});
