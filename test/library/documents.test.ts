// PDFs from a folder to an answer with a page.
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IndexReport } from '#src/indexer/progress/events.js';
import type { Library } from '#src/library/types/library.js';
import { makePdf } from '../support/documents/pdf-files.js';
import { indexPaths } from '../support/libraries/index-events.js';
import { openFakeLibrary } from '../support/libraries/open-fake-library.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const RED = '0.86 0.12 0.12 rg 0 0 2000 2000 re f';

describe('documents', () => {
  const folder = makeTemporaryFolder();
  let library: Library;
  let first: IndexReport;
  let report: IndexReport;

  beforeAll(async () => {
    const write = (name: string, bytes: Uint8Array) => writeFileSync(join(folder, name), bytes);
    const lines = (line: string) => ({ lines: [line] });
    write(
      'report.pdf',
      makePdf([lines('Summary'), lines('Nothing here'), lines('The bicycle of Z\xfcrich'), { drawing: RED }], {
        ...{ title: 'Annual report', author: 'Ada', createdAt: "D:20190704180322+02'00'" },
      }),
    );
    write('secret.pdf', makePdf([lines('bicycle')], { password: { user: 'sesame' } }));
    write('torn.pdf', Buffer.from('%PDF-1.7\ntorn'));
    const pixel = { width: 8, height: 8, channels: 3, background: '#2838c8' } as const;
    write('blue.png', await sharp({ create: pixel }).png().toBuffer());
    library = await openFakeLibrary({ path: makeTemporaryFolder() });
    first = await indexPaths(library, [folder]);
    report = await indexPaths(library, [folder], { kinds: ['photos', 'documents'] });
  });
  afterAll(() => library.close());

  it('are passed over until they are asked for', () => {
    expect([first.indexed, first.failed, first.skipped]).toEqual([1, [], 3]);
    expect(report.indexed).toBe(1);
  });

  it('that are encrypted or damaged are reported as such', () => {
    const codes = report.failed.map(({ path, code }) => [basename(path), code]);
    expect(Object.fromEntries(codes)).toEqual({ 'secret.pdf': 'encrypted', 'torn.pdf': 'damaged-image' });
  });

  it('are found by words on a page, with the page and the passage', async () => {
    const { results } = await library.search('bicycle zurich', { mode: 'text' });
    expect(results.map(({ path }) => basename(path))).toEqual(['report.pdf']);
    expect(results[0]).toMatchObject({
      matched: ['page'],
      evidence: [
        {
          ...{ type: 'text', field: 'page', text: 'The bicycle of Zürich', relevance: 0.5 },
          frame: { ordinal: 2, kind: 'page', atMs: null, page: 3 },
        },
      ],
    });
    expect((await library.search('summary bicycle', { mode: 'text' })).results).toEqual([]);
  });

  it('are found by what a page shows, with the page', async () => {
    const { results } = await library.search('red', { mode: 'vector' });
    expect(basename(results[0]?.path ?? '')).toBe('report.pdf');
    expect(results[0]?.evidence[0]).toMatchObject({ type: 'vector', frame: { kind: 'page', page: 4 } });
  });

  it('are found by title and author, and have their date', async () => {
    const [found] = (await library.search('annual report', { mode: 'text' })).results;
    expect(found?.metadata).toMatchObject({
      ...{ title: 'Annual report', creator: 'Ada', media: { pages: 4 } },
      takenAt: { localTime: '2019-07-04T18:03:22.000' },
    });
    expect(found).toMatchObject({ format: 'pdf', width: 1190, height: 1684, frames: 4 });
  });

  it('have a small image of each page', async () => {
    const [found] = (await library.search('bicycle', { mode: 'text' })).results;
    const { bytes } = await library.thumbnail(found?.id ?? 0, 320, 'webp', 3);
    const { dominant } = await sharp(bytes).stats();
    expect(dominant.r).toBeGreaterThan(2 * dominant.g);
    await expect(library.thumbnail(found?.id ?? 0, 320, 'webp', 4)).rejects.toMatchObject({ code: 'photo-not-found' });
  });
});
