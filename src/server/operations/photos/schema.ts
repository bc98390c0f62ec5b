import { z } from 'zod';
import { textParameter } from '../shared/parameters.js';
import { LinksSchema, photoShape } from '../shared/photo-schema.js';

export const FullQuerySchema = z.object({
  v: textParameter('v', 200, {
    description: 'Content hash of the photo, from its link.',
    example: '9f86d081884c7d65',
  }).optional(),
});

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
