import { z } from 'zod';
import { textParameter } from '../shared/parameters.js';

export const FoldersQuerySchema = z.object({
  path: textParameter('path', 4096, {
    description:
      'Beginning of a path: absolute, or below `~`, the home folder of the account that runs the server. Default `~/`.',
    example: '~/Pic',
  }).default(''),
});

export const FoldersSchema = z
  .object({
    folders: z
      .array(z.string())
      .meta({ description: 'Paths, each with a separator at its end.', example: ['~/Pictures/'] }),
  })
  .meta({ id: 'Folders' });
