import { z } from 'zod';
import { count, pageParameters } from '../shared/parameters.js';
import { photoShape } from '../shared/photo-schema.js';

export const FailureSchema = z
  .object({
    path: z.string(),
    pathBytes: photoShape.pathBytes,
    code: z.string().meta({ example: 'damaged-image' }),
    message: z.string(),
    library: z.string().optional().meta({ description: 'Of published libraries: the name of the one that has it.' }),
  })
  .meta({ id: 'Failure', description: 'A file that could not be read, and why.' });

export const FailuresQuerySchema = z.object(pageParameters);

export const FailuresSchema = z.object({ total: count, failures: z.array(FailureSchema) }).meta({ id: 'Failures' });
