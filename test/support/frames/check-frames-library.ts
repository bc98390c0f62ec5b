import fc from 'fast-check';
import { expect } from 'vitest';
import type { Library } from '#src/library/types/library.js';
import type { SearchResult } from '#src/search/types/answer.js';
import type { SearchOptions } from '#src/search/types/request.js';
import { type MadeContent, rankByComparing } from './frames-library.js';

type Matches = (content: MadeContent) => boolean;

/** Filters in the query language, and what they mean. A photo matches when one of its files does. */
const FILTERS: Record<string, Matches> = {
  '': () => true,
  'in:/photos/1': ({ paths }) => paths.some((path) => path.startsWith('/photos/1/')),
  'ext:mov': ({ paths }) => paths.some((path) => path.endsWith('.mov')),
  'taken:2003': ({ year }) => year === 2003,
  '-in:/photos/1 taken:2001..2004': ({ paths, year }) =>
    paths.some((path) => !path.startsWith('/photos/1/')) && year >= 2001 && year <= 2004,
  'in:/duplicates': ({ paths }) => paths.length > 1,
};

/** Expects searches with filters, their totals, pages, evidence and counts to be what comparing with every frame gives. */
export async function checkFramesLibrary(
  library: Library,
  contents: readonly MadeContent[],
  embed: (text: string) => Promise<Float32Array>,
  { runs, maxPage = 150 }: { runs: number; maxPage?: number },
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...Object.keys(FILTERS)),
      fc.integer({ min: 1, max: maxPage }),
      fc.integer({ min: 1, max: 1e6 }),
      async (filters, limit, seed) => {
        const text = `somewhere ${seed}`;
        const matches = FILTERS[filters] as Matches;
        const expected = rankByComparing(contents.filter(matches), await embed(text));
        const options: SearchOptions = { filters, mode: 'vector', all: true, limit };
        const first = await library.search(text, options);
        expect(first.total).toBe(expected.length);
        expect(first.results).toHaveLength(Math.min(limit, expected.length));
        const results = [...first.results];
        for (let cursor = first.nextCursor, pages = 1; cursor !== null && pages < 3; pages++) {
          const page = await library.search(text, { ...options, cursor });
          results.push(...page.results);
          cursor = page.nextCursor;
        }
        expect(new Set(results.map(({ id }) => id)).size).toBe(results.length);
        for (const [i, result] of results.entries()) expectResult(result, expected[i]);
        const facets = await library.facets(undefined, { filters });
        expect(facets.total).toBe(expected.length);
        const years = new Map(facets.years.map(({ label, count }) => [Number(label), count]));
        for (const year of new Set(contents.map((content) => content.year)))
          expect(years.get(year) ?? 0).toBe(expected.filter(({ content }) => content.year === year).length);
      },
    ),
    { numRuns: runs },
  );
}

function expectResult(result: SearchResult, expected: ReturnType<typeof rankByComparing>[number] | undefined): void {
  // Equal cosines may change places: what is compared is how near the photo in each place is.
  expect(result.cosine).toBeCloseTo(expected?.cosine as number, 4);
  const [best] = result.evidence;
  expect(best).toMatchObject({ type: 'vector', region: 'whole', box: null, cosine: result.cosine });
  expect(best?.relevance).toBe(result.relevance);
  if (result.id !== expected?.content.id || best?.type !== 'vector') return;
  expect(best.frame).toEqual({ ordinal: expected.ordinal, kind: 'video', atMs: expected.ordinal * 1000, page: null });
}

/** Expects every photo of a relevant set to be on exactly one page, for each way of asking. */
export async function checkPages(library: Library, text: string, limit: number): Promise<number> {
  let photos = 0;
  for (const options of [{}, { all: true }, { sort: 'taken' as const }, { exactTotal: true }]) {
    const whole: number[] = [];
    let cursor: string | null = null;
    let total = 0;
    do {
      const page: Awaited<ReturnType<Library['search']>> = await library.search(text, {
        ...options,
        ...{ mode: 'vector', limit },
        ...(cursor === null ? {} : { cursor }),
      });
      whole.push(...page.results.map(({ id }) => id));
      total = page.total;
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect.soft(new Set(whole).size, JSON.stringify(options)).toBe(whole.length);
    expect.soft(whole.length, JSON.stringify(options)).toBe(total);
    photos += whole.length;
  }
  return photos;
}
