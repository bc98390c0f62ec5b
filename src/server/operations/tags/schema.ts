import { z } from 'zod';
import { count } from '../shared/parameters.js';

export const TagsSchema = z
  .object({
    tags: z.array(
      z
        .object({ name: z.string().meta({ example: 'boat' }), group: z.string().meta({ example: 'vehicles' }), count })
        .meta({ id: 'TagCount' }),
    ),
  })
  .meta({ id: 'Tags', description: 'The most frequent first.' });
