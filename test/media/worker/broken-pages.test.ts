// Pages at which the decoder fails, each of which costs itself alone. The process of pages-child.mjs dies or hangs at pages that it is told.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MediaPool } from '#src/media/worker/media-pool.js';
import type { ImageSpec } from '#src/model/image-spec.js';
import { breakPages, makePdf, type PageFaults } from '../../support/documents/pdf-files.js';

const SPEC: ImageSpec = { size: 32, fit: 'crop', kernel: 'cubic' };
const TIME_LIMIT_MS = 3000;

/** Prepares a content. @returns the numbers of the frames and of their pages, and what is said of the content */
async function read(media: MediaPool, bytes: Uint8Array) {
  const frames: (number | null)[][] = [];
  const { content } = await media.prepare(
    { bytes },
    { specs: [SPEC], onFrame: ({ ordinal, page }) => void frames.push([ordinal, page]) },
  );
  return { frames, defect: content?.defect, missingPages: content?.missingPages };
}

function pdf(pages: number, faults: PageFaults): Buffer {
  const page = (_: unknown, i: number) => ({ lines: [`page ${i + 1}`] });
  return breakPages(makePdf(Array.from({ length: pages }, page)), faults);
}

describe('a page at which the decoder', () => {
  let media: MediaPool;
  beforeAll(() => {
    const entry = new URL('../../support/processes/pages-child.mjs', import.meta.url);
    media = new MediaPool({ processes: 1, timeLimitMs: TIME_LIMIT_MS, entry });
  });
  afterAll(() => media.close());

  it('crashes or hangs is left out, and the others are read', async () => {
    expect(await read(media, pdf(6, { crash: [1, 4], hang: [5] }))).toEqual({
      frames: [
        [0, 2],
        [1, 3],
        [2, 6],
      ],
      ...{ defect: 'missing-pages', missingPages: [1, 4, 5] },
    });
    expect(await read(media, pdf(2, {}))).toEqual({
      frames: [
        [0, 1],
        [1, 2],
      ],
    });
  });

  it('crashes is the reason of a document that has no others', async () => {
    await expect(read(media, pdf(2, { crash: [1, 2] }))).rejects.toMatchObject({ code: 'decoder-crashed' });
  });
});
