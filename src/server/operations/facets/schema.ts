import { z } from 'zod';
import { queryParameter, searchParameters } from '../search/schema.js';
import { count, integerParameter } from '../shared/parameters.js';

/** A query whose relevant set is counted. */
export const FacetsQuerySchema = z.object({
  q: queryParameter.optional(),
  ...searchParameters,
  limit: integerParameter('limit', 1, 1000, { description: 'Ignored.', example: 20 }).optional(),
});

/** Fields of a value that is counted. */
export const facetShape = {
  label: z.string().meta({ example: '2023' }),
  count: count.meta({ example: 120 }),
  filter: z.string().meta({ description: 'The filter that narrows a query to it.', example: 'taken:2023' }),
};

const facet = z.array(z.object(facetShape).meta({ id: 'FacetCount' }));

export const FacetsSchema = z
  .object({
    total: count,
    years: facet,
    months: facet,
    undated: facet.meta({
      description: 'Photos without a stated date, which no year or month counts: one entry, or none.',
    }),
    kinds: facet.meta({ description: '`photo`, `video`, `document`, `model`: those there are.' }),
    cameras: facet,
    folders: facet.meta({ description: 'The folders directly below the deepest one that holds all the photos.' }),
    folderPath: facet.meta({
      description:
        'The way to that folder: from the deepest one of the whole library down to it, each with all the photos.',
    }),
    countries: facet,
    cities: facet,
    tags: facet,
    keywords: facet,
    people: facet.meta({
      description:
        'People with a name, by their faces or by what files state; without those who are hidden. Photos of Anna Smith are among those of Anna.',
    }),
    objects: facet.meta({
      description:
        'Things that were found in photos, where the stage `objects` has run: classes as the filter `object:` has them.',
    }),
  })
  .meta({
    id: 'Facets',
    description:
      'Counts over the relevant set of a query, or everything. Most frequent first; years and months newest first.',
  });
