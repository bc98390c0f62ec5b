import { z } from 'zod';
import { LinksSchema, photoShape } from '../shared/photo-schema.js';

export const PhotoDetailSchema = z
  .object({
    ...photoShape,
    tags: z
      .array(
        z
          .object({
            name: z.string().meta({ example: 'boat' }),
            score: z.number().meta({ description: '0…1', example: 0.83 }),
          })
          .meta({ id: 'PhotoTag' }),
      )
      .meta({ description: 'Highest score first.' }),
    links: LinksSchema,
  })
  .meta({ id: 'PhotoDetail', description: 'A photo with its tags.' });
