import { z } from 'zod';
import { facetShape } from '../facets/schema.js';
import { count } from '../shared/parameters.js';
import { PhotoSchema } from '../shared/photo-schema.js';

const groups = z.array(z.object({ ...facetShape, photos: z.array(PhotoSchema) }).meta({ id: 'OverviewGroup' }));

export const OverviewSchema = z
  .object({
    total: count,
    months: groups.meta({
      description: 'The newest months that have photos, newest first, each with its newest photos.',
    }),
    undated: groups.meta({ description: 'Photos without a stated date: one group, or none.' }),
    places: groups.meta({
      description: 'Cities or, where none is known, countries; most frequent first, each with one photo.',
    }),
    things: groups.meta({
      description: 'Tags or, where there are none, keywords; most frequent first, each with one photo.',
    }),
  })
  .meta({ id: 'Overview', description: 'What is in the library, with photos that show it.' });
