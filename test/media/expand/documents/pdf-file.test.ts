import { afterEach, describe, expect, it } from 'vitest';
import type { PhotoseekError } from '#src/errors.js';
import { PdfFile } from '#src/media/expand/documents/pdf-file.js';
import { makePdf, makeRawPdf } from '../../../support/documents/pdf-files.js';

const open: PdfFile[] = [];
afterEach(() => {
  for (const file of open.splice(0)) file.close();
});

async function openPdf(bytes: Uint8Array): Promise<PdfFile> {
  const file = await PdfFile.open(bytes);
  open.push(file);
  return file;
}

function codeOf(bytes: Uint8Array): Promise<string> {
  return openPdf(bytes).then(
    () => 'opened',
    ({ code }: PhotoseekError) => code,
  );
}

/** Draws a page at an edge. */
const at = (edge: number) => (width: number, height: number) => edge / Math.max(width, height);

/** Red, green, blue of a pixel. */
function pixelAt({ image }: { image: { width: number; data: Uint8Array } }, x: number, y: number): number[] {
  const start = 3 * (y * image.width + x);
  return [...image.data.subarray(start, start + 3)];
}

describe('a PDF', () => {
  it('has its pages in their order, each with its text', async () => {
    const pages = ['Invoice', 'Delivery note', 'Gr\xfc\xdfe aus Z\xfcrich'].map((line) => ({
      lines: [line, 'second'],
    }));
    const file = await openPdf(makePdf(pages));
    expect(file.pageCount).toBe(3);
    const texts = [0, 1, 2].map((index) => file.readPage(index, at(64), true)?.text);
    expect(texts).toEqual(['Invoice\r\nsecond', 'Delivery note\r\nsecond', 'Grüße aus Zürich\r\nsecond']);
  });

  it('is drawn upright on white, red before green and blue, at the edge that is asked for', async () => {
    // The lower left quarter is red; turned by 90 degrees it is the upper left one.
    const drawing = '1 0 0 rg 0 0 100 200 re f';
    const file = await openPdf(
      makePdf([
        { size: [200, 400], drawing },
        { size: [200, 400], drawing, rotate: 90 },
      ]),
    );
    const [plain, turned] = [file.readPage(0, at(80)), file.readPage(1, at(80))];
    if (plain === undefined || turned === undefined) throw new Error('no page');
    expect([plain.image.width, plain.image.height]).toEqual([40, 80]);
    expect([turned.image.width, turned.image.height]).toEqual([80, 40]);
    expect([pixelAt(plain, 5, 70), pixelAt(plain, 5, 10), pixelAt(plain, 35, 70)]).toEqual([
      [255, 0, 0],
      [255, 255, 255],
      [255, 255, 255],
    ]);
    expect([pixelAt(turned, 5, 5), pixelAt(turned, 70, 5)]).toEqual([
      [255, 0, 0],
      [255, 255, 255],
    ]);
  });

  it('states title, author, date of creation and labels of pages, or nothing', async () => {
    const info = { title: 'Annual report', author: 'Ada', createdAt: "D:20190704180322+02'00'" };
    const labelled = await openPdf(makePdf([{}, {}, {}], { ...info, romanPages: 2 }));
    expect(labelled.readInfo()).toEqual(info);
    expect([0, 1, 2].map((index) => labelled.readLabel(index))).toEqual(['i', 'ii', '1']);
    const bare = await openPdf(makePdf([{}]));
    expect(bare.readInfo()).toEqual({});
    expect(bare.readLabel(0)).toBeUndefined();
    expect(bare.readPage(0, at(32), true)?.text).toBe('');
  });

  it('that opens with a password only is refused as encrypted; one that restricts printing opens', async () => {
    const pages = [{ lines: ['secret'] }];
    const closed = makePdf(pages, { password: { user: 'sesame' } });
    expect(await codeOf(closed)).toBe('encrypted');
    await expect(PdfFile.open(closed)).rejects.toThrow(/password/);
    const restricted = await openPdf(makePdf(pages, { password: { user: '' } }));
    expect(restricted.readPage(0, at(32), true)?.text).toBe('secret');
  });

  it('that is cut short or damaged is repaired or refused as damaged', async () => {
    const whole = makePdf([{ lines: ['first'] }, { lines: ['second'] }]);
    // Where the table of objects is not where it should be, the file is searched for them.
    const moved = Buffer.from(whole);
    moved.write('startxref\n7', moved.indexOf('startxref'));
    expect((await openPdf(moved)).readPage(1, at(32), true)?.text).toBe('second');
    expect(await codeOf(whole.subarray(0, 40))).toBe('damaged-image');
    expect(await codeOf(Buffer.from('%PDF-1.7\nnothing'))).toBe('damaged-image');
    expect(await codeOf(new Uint8Array())).toBe('damaged-image');
  });

  it('whose pages are absurdly large, narrow or empty is drawn at the edge that is asked for', async () => {
    const sizes = [
      [1e9, 1e9],
      [1e7, 1],
      [0, 0],
    ] as const;
    const file = await openPdf(makePdf(sizes.map((size) => ({ size }))));
    for (const index of sizes.keys()) {
      const page = file.readPage(index, at(100));
      expect(Math.max(page?.image.width ?? 0, page?.image.height ?? 0), `page ${index}`).toBe(100);
    }
  });

  it('whose tree of pages leads nowhere has no such page', async () => {
    const cycle = makeRawPdf([
      '<< /Type /Catalog /Pages 2 0 R >>',
      '<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 1000000 >>',
    ]);
    const file = await openPdf(cycle);
    expect(file.readPage(0, at(32))).toBeUndefined();
    expect(file.readPage(999_999, at(32))).toBeUndefined();
  });
});
