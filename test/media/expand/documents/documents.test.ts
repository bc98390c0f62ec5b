import { describe, expect, it } from 'vitest';
import { DEFAULT_EXPAND_OPTIONS } from '#src/media/default-expansion.js';
import type { ExpandedFrame } from '#src/media/expand/expander.js';
import { openContent } from '#src/media/expand/open-content.js';
import { makePdf, type PdfPage } from '../../../support/documents/pdf-files.js';
import { makeTiff, makeTiffPages, type TiffImage } from '../../../support/images/tiff.js';

const RED = '1 0 0 rg 0 0 2000 2000 re f';
const BLUE = '0 0 1 rg 0 0 2000 2000 re f';

function grey(level: number, strip = Buffer.alloc(40 * 60, level)): TiffImage {
  return { width: 40, height: 60, bits: [8], photometric: 1, strips: [strip] };
}

/** The frames of a content, each with the colour in its middle. */
async function expand(bytes: Buffer, options = {}, after: { ordinal: number; page: number } | null = null) {
  const { source, expander } = await openContent({ path: null, bytes }, { ...DEFAULT_EXPAND_OPTIONS, ...options });
  const frames: (Omit<ExpandedFrame, 'image'> & { colour: number[] })[] = [];
  const request = { side: 32, after: after && { atMs: null, ...after } };
  for await (const { image, ...frame } of expander.expand(source, request))
    frames.push({ ...frame, colour: await middleOf(image) });
  return frames;
}

async function middleOf(image: ExpandedFrame['image']): Promise<number[]> {
  const pixel = { left: Math.floor(image.width / 2), top: Math.floor(image.height / 2), width: 1, height: 1 };
  return [...(await image.decode().extract(pixel).toColourspace('srgb').removeAlpha().raw().toBuffer())];
}

async function openPage(bytes: Buffer, page: number, edge = 100) {
  const { source, expander } = await openContent({ path: null, bytes }, DEFAULT_EXPAND_OPTIONS);
  const place = { ordinal: page - 1, kind: 'page', atMs: null, page, label: null } as const;
  return expander.openFrame(source, place, edge);
}

describe('a PDF', () => {
  const pages: PdfPage[] = [
    { lines: ['Summary'], drawing: RED },
    { drawing: BLUE },
    { lines: ['The bicycle'], size: [400, 200] },
  ];

  it('has a frame for each page, with its number, label, text and size at two pixels a point', async () => {
    const frames = await expand(makePdf(pages, { romanPages: 1 }));
    expect(frames).toEqual([
      {
        ...{ kind: 'page', atMs: null, page: 1, label: 'i', text: 'Summary', colour: [255, 0, 0] },
        size: { width: 1190, height: 1684 },
      },
      {
        ...{ kind: 'page', atMs: null, page: 2, label: '1', colour: [0, 0, 255] },
        size: { width: 1190, height: 1684 },
      },
      {
        ...{ kind: 'page', atMs: null, page: 3, label: '2', text: 'The bicycle', colour: [255, 255, 255] },
        size: { width: 800, height: 400 },
      },
    ]);
  });

  it('ends at the most pages, and goes on behind those that are stored', async () => {
    const numbers = (frames: readonly { page: number | null }[]) => frames.map(({ page }) => page);
    expect(numbers(await expand(makePdf(pages), { maxPages: 2 }))).toEqual([1, 2]);
    expect(numbers(await expand(makePdf(pages), {}, { ordinal: 1, page: 2 }))).toEqual([3]);
    expect(numbers(await expand(makePdf(pages), {}, { ordinal: 2, page: 3 }))).toEqual([]);
  });

  it('has each page again, as large as it is asked for', async () => {
    const image = await openPage(makePdf(pages), 2, 1280);
    expect([image.width, image.height]).toEqual([905, 1280]);
    expect(await middleOf(image)).toEqual([0, 0, 255]);
    await expect(openPage(makePdf(pages), 9)).rejects.toMatchObject({ code: 'damaged-image' });
  });

  it('states title, author, date and number of pages as metadata', async () => {
    const info = { title: 'Annual report', author: 'Ada', createdAt: "D:20190704180322+02'00'" };
    const bytes = makePdf(pages, info);
    const { source, expander } = await openContent({ path: null, bytes }, DEFAULT_EXPAND_OPTIONS);
    expect(await expander.describe?.(source)).toMatchObject({
      found: {
        ...{ title: 'Annual report', creator: 'Ada' },
        takenAt: { localTime: '2019-07-04T18:03:22.000', offsetMinutes: 120 },
      },
      media: { pages: 3, durationMs: null },
    });
  });

  it('is recognised behind blanks, and text that only speaks of PDFs is none', async () => {
    expect(await expand(Buffer.concat([Buffer.from('\r\n  '), makePdf(pages)]))).toHaveLength(3);
    const note = Buffer.from('a note about %PDF-1.7');
    await expect(openContent({ path: null, bytes: note }, DEFAULT_EXPAND_OPTIONS)).rejects.toMatchObject({
      code: 'not-an-image',
    });
  });
});

describe('a TIFF', () => {
  it('of several pages has a frame for each', async () => {
    const bytes = makeTiffPages([grey(50), grey(100), grey(150)]);
    const frames = await expand(bytes);
    expect(frames.map(({ kind, page, colour }) => [kind, page, colour[0]])).toEqual([
      ['page', 1, 50],
      ['page', 2, 100],
      ['page', 3, 150],
    ]);
    expect(frames[1]?.size).toEqual({ width: 40, height: 60 });
    expect(await middleOf(await openPage(bytes, 3))).toEqual([150, 150, 150]);
    expect((await expand(bytes, { maxPages: 2 })).map(({ page }) => page)).toEqual([1, 2]);
    expect((await expand(bytes, {}, { ordinal: 0, page: 1 })).map(({ page }) => page)).toEqual([2, 3]);
  });

  it('of one page is an image as ever', async () => {
    expect(await expand(makeTiff(grey(50)))).toEqual([
      { kind: 'image', atMs: null, page: null, label: null, colour: [50, 50, 50] },
    ]);
  });

  it('leaves out a damaged page behind the first', async () => {
    // Deflated strips that are no such thing.
    const broken: TiffImage = { ...grey(0, Buffer.from('not deflated')), compression: 8 };
    const frames = await expand(makeTiffPages([grey(50), broken, grey(150)]));
    expect(frames.map(({ page, colour }) => [page, colour[0]])).toEqual([
      [1, 50],
      [3, 150],
    ]);
    await expect(expand(makeTiffPages([broken, grey(50)]))).rejects.toThrow();
  });
});
