import { MediaPool } from '../../dist/media/worker/media-pool.js';
import { percentile } from '../support/numbers.mjs';
import { makePdfOf } from '../support/pdf.mjs';

/** As the embedded model takes images. */
const SPEC = { size: 260, fit: 'crop', kernel: 'cubic' };
const ROUNDS = 3;

export const documents = {
  name: 'documents',
  about:
    'a PDF (A4, a photo of 1 megapixel and 45 lines of text a page): reading, drawing, text, scaling and the way to the indexing process, in one decoding process; no encoder',
  async run({ isQuick }) {
    const pages = isQuick ? 5 : 50;
    const path = await makePdfOf(pages);
    const pool = new MediaPool({ processes: 1 });
    try {
      // The first file of a process pays for its start and that of PDFium.
      const first = await readPages(pool, path, pages);
      const others = [];
      for (let round = 0; round < (isQuick ? 1 : ROUNDS); round++) others.push(await readPages(pool, path, pages));
      return [
        { what: `${pages} pages, the first time: a page`, value: first / pages, unit: 'ms' },
        { what: `${pages} pages: a page`, value: percentile(others) / pages, unit: 'ms', bound: { atMost: 60 } },
      ];
    } finally {
      pool.close();
    }
  },
};

async function readPages(pool, path, pages) {
  const startedAt = performance.now();
  let texts = 0;
  const { frames } = await pool.prepare(
    { path },
    {
      specs: [SPEC],
      onFrame: ({ text }) => {
        if (text?.includes('lazy dog')) texts++;
      },
    },
  );
  if (frames !== pages || texts !== pages) throw new Error(`${frames} pages, ${texts} with their text`);
  return performance.now() - startedAt;
}
