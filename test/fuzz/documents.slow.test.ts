import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PhotoseekError } from '#src/errors.js';
import { MediaPool } from '#src/media/worker/media-pool.js';
import type { ImageSpec } from '#src/model/image-spec.js';
import { makePdf, makeRawPdf, type PdfBody } from '../support/documents/pdf-files.js';
import { mutateBytes } from '../support/images/mutate.js';
import { makeTiffPages, type TiffImage } from '../support/images/tiff.js';
import { listSeeds } from '../support/runner/fuzz-form.js';

const SPEC: ImageSpec = { size: 64, fit: 'crop', kernel: 'cubic' };
const TIME_LIMIT_MS = 20_000;

const LINES = ['Invoice 1001 (copy)', 'Gr\xfc\xdfe aus Z\xfcrich', 'The quick brown fox jumps over the lazy dog'];

function makeExamples(): Record<string, Uint8Array> {
  const page = (level: number): TiffImage => {
    return { width: 40, height: 60, bits: [8], photometric: 1, strips: [Buffer.alloc(40 * 60, level)] };
  };
  return {
    pages: makePdf([{ lines: LINES }, { lines: LINES, rotate: 90, drawing: '1 0 0 rg 9 9 99 99 re f' }, {}], {
      ...{ title: 'Report', author: 'Ada', createdAt: "D:20190704180322+02'00'", romanPages: 1 },
    }),
    encrypted: makePdf([{ lines: LINES }], { password: { user: '' } }),
    nested: makeRawPdf(nestForms(4)),
    tiff: makeTiffPages([page(50), page(100), page(150)]),
  };
}

/** A page that draws a form twice, which draws another one twice, and so on. */
function nestForms(levels: number): PdfBody[] {
  const resources = (id: number) => `/Resources << /XObject << /X ${id} 0 R >> >>`;
  return [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R ${resources(5)} >>`,
    { dictionary: '', stream: Buffer.from('/X Do') },
    ...Array.from({ length: levels }, (_, i) => ({
      dictionary: `/Type /XObject /Subtype /Form /BBox [0 0 600 800] ${resources(6 + i)}`,
      stream: Buffer.from(i === levels - 1 ? '0 0 9 9 re f' : '/X Do /X Do'),
    })),
  ];
}

/** A page with these contents, and what else they need. */
function drawn(contents: PdfBody, resources = '', ...others: PdfBody[]): Uint8Array {
  return makeRawPdf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << ${resources} >> >>`,
    contents,
    ...others,
  ]);
}

const plain = (text: string): PdfBody => ({ dictionary: '', stream: Buffer.from(text) });
const packed = (bytes: Buffer, dictionary = ''): PdfBody => {
  return { dictionary: `${dictionary} /Filter /FlateDecode`, stream: deflateSync(bytes) };
};

/** Contents of a page that ask for much. */
const PAGE_BOMBS: Record<string, () => PdfBody> = {
  'contents of a gigabyte': () => packed(Buffer.alloc(1e9, '0 0 m 1 1 l S\n')),
  'a million lines across the page': () =>
    packed(Buffer.from(Array.from({ length: 1e6 }, (_, i) => `0 ${i % 800} m 600 ${i % 700} l S`).join('\n'))),
  'brackets two million deep': () => plain('['.repeat(2e6)),
  'states two million deep': () => packed(Buffer.from('q '.repeat(2e6))),
};

/** Small files that ask for much. */
const BOMBS: Record<string, () => Uint8Array> = {
  ...Object.fromEntries(Object.entries(PAGE_BOMBS).map(([name, contents]) => [name, () => drawn(contents())])),
  'forms that double forty times': () => makeRawPdf(nestForms(40)),
  'a picture of a gigapixel': () => {
    const size =
      '/Type /XObject /Subtype /Image /Width 50000 /Height 20000 /BitsPerComponent 8 /ColorSpace /DeviceGray';
    return drawn(plain('600 0 0 800 0 0 cm /I Do'), '/XObject << /I 5 0 R >>', packed(Buffer.alloc(1e9), size));
  },
  'dictionaries a hundred thousand deep': () => makeRawPdf([`${'<< /A '.repeat(1e5)}${'>>'.repeat(1e5)}`]),
  'a million pages that are one': () =>
    makeRawPdf(['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 1000000 >>']),
  'a page of a billion points': () => makePdf([{ size: [1e9, 1e9], lines: LINES }]),
};

describe('documents with damaged or hostile bytes', () => {
  let media: MediaPool;
  beforeAll(() => {
    media = new MediaPool({ processes: 2, timeLimitMs: TIME_LIMIT_MS });
  });
  afterAll(() => media.close());

  async function read(bytes: Uint8Array): Promise<string> {
    try {
      const { frames } = await media.prepare({ bytes }, { specs: [SPEC], onFrame: () => {} });
      expect(frames).toBeGreaterThan(0);
      return 'read';
    } catch (error) {
      if (!(error instanceof PhotoseekError)) throw error;
      expect(error.kind).toBe('media');
      return error.code;
    }
  }

  it('end as pages or as a reason, in bounded time, however they are changed', async () => {
    const outcomes: Record<string, number> = {};
    for (const [name, bytes] of Object.entries(makeExamples())) {
      expect(await read(bytes), name).toBe('read');
      await Promise.all(
        listSeeds(25, 200).map(async (seed) => {
          const outcome = await read(mutateBytes(bytes, seed));
          outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
        }),
      );
    }
    console.log(`mutated documents: ${JSON.stringify(outcomes)}`);
    expect(outcomes['read']).toBeGreaterThan(0);
    // A hang is killed; none of these should need that.
    expect(outcomes['decoder-timeout'] ?? 0).toBe(0);
  }, 600_000);

  it.each(Object.entries(PAGE_BOMBS))(
    '%s costs its page alone',
    async (name, contents) => {
      const pages: (number | null)[] = [];
      const page = { lines: LINES };
      const { content } = await media.prepare(
        { bytes: makePdf([page, { contents: contents() }, page]) },
        { specs: [SPEC], onFrame: ({ page }) => void pages.push(page) },
      );
      console.log(`${name}: pages ${pages.join(', ')}, missing ${content?.missingPages?.join(', ') ?? 'none'}`);
      expect(pages).toEqual(expect.arrayContaining([1, 3]));
    },
    200_000,
  );

  it.each(Object.entries(BOMBS))(
    '%s end within the limits, and the next document is read',
    async (name, make) => {
      const outcome = await read(make());
      console.log(`${name}: ${outcome}`);
      expect(outcome).toMatch(/^(read|damaged-image|image-too-large|decoder-timeout|decoder-crashed)$/);
      expect(await read(makePdf([{ lines: LINES }]))).toBe('read');
    },
    200_000,
  );
});
