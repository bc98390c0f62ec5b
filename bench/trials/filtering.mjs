import { countFacets } from '../../dist/search/browse/facets.js';
import { makeOverview } from '../../dist/search/browse/overview.js';
import { suggest } from '../../dist/search/browse/suggest.js';
import { parseFilters } from '../../dist/search/parse/parse-query.js';
import { Catalogue } from '../../dist/store/catalogue.js';
import { makeMetadataLibrary } from '../support/metadata-library.mjs';
import { percentile } from '../support/numbers.mjs';

const COUNT = 100_000;
const ROUNDS = 31;

/** Filters with the share of the photos that pass them. */
const FILTERS = [
  ['50 %', 'taken:2005..2014'],
  ['50 %, two filters', 'taken:2005..2018 -rating:<=2'],
  ['50 %, a folder and a size', 'in:/photos size:>6MB'],
  ['5 %', 'taken:2006'],
  ['5 %, a camera and a shape', 'camera:"Maker 3" -is:square'],
  ['5 %, a place', 'near:10,10,2500km'],
  ['0.1 %', 'taken:2006 keyword:family rating:>=4'],
  ['0.1 %, a city', 'city:"City 7"'],
];

export const filtering = {
  name: 'filtering',
  about: `filters, facet counts and completions over ${COUNT} photos with metadata, 400,000 tags and 200,000 keywords (median of ${ROUNDS})`,
  async run() {
    const catalogue = new Catalogue(await makeMetadataLibrary(COUNT), { create: false });
    const [{ id: spaceId }] = catalogue.spaces.list();
    const context = { catalogue, tagSpaceId: spaceId };
    const find = (text) => catalogue.filters.listMatching(parseFilters(text), { spaceId });
    const rows = FILTERS.map(([share, text]) => ({
      what: `${share}: ${text} (${find(text).length} photos)`,
      value: median(() => find(text)),
      unit: 'ms',
      bound: { atMost: 10 },
    }));
    const firstAt = performance.now();
    countFacets(context, null);
    rows.push({ what: 'facet counts, first call after a change', value: performance.now() - firstAt, unit: 'ms' });
    for (const [share, text] of [FILTERS[0], FILTERS[3]]) {
      const photoIds = find(text);
      const value = median(() => countFacets(context, photoIds));
      rows.push({ what: `facet counts over ${share}`, value, unit: 'ms', bound: { atMost: 50 } });
    }
    rows.push({
      what: 'facet counts over all photos',
      value: median(() => countFacets(context, null)),
      unit: 'ms',
      bound: { atMost: 50 },
    });
    const overviewAt = performance.now();
    makeOverview({ catalogue, spaces: { default: { row: { id: spaceId } } } });
    rows.push({
      what: 'the overview of the start page, made once after a change',
      value: performance.now() - overviewAt,
      unit: 'ms',
      bound: { atMost: 100 },
    });
    for (const text of ['ci', 'an', 'boat tag:t', 'img_1']) {
      const value = median(() => suggest(context, text, 10));
      rows.push({ what: `completions of "${text}"`, value, unit: 'ms', bound: { atMost: 20 } });
    }
    catalogue.close();
    return rows;
  },
};

function median(work) {
  const times = Array.from({ length: ROUNDS }, () => {
    const startedAt = performance.now();
    work();
    return performance.now() - startedAt;
  });
  return percentile(times);
}
