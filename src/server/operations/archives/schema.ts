import { z } from 'zod';
import { count, milliseconds, textParameter } from '../shared/parameters.js';

const MAX_PHOTOS = 10_000;

export const ArchiveRequestSchema = z
  .strictObject({
    ids: z
      .array(z.int().min(1))
      .min(1)
      .max(MAX_PHOTOS)
      .meta({ description: 'Ids of photos.', example: [7, 12] }),
  })
  .meta({ id: 'ArchiveRequest' });

export const ArchiveParameters = z.object({
  id: textParameter('id', 64, { description: 'Of the archive.', example: 'k3J9xQ2aTfE8bq0wZ1cDhg' }),
});

export const ArchiveSchema = z
  .object({
    id: z.string().meta({ example: 'k3J9xQ2aTfE8bq0wZ1cDhg' }),
    files: count,
    sizeBytes: count.meta({ description: 'Of all files together.' }),
    missing: z.array(z.int()).meta({ description: 'Photos whose file cannot be reached now, or that do not exist.' }),
    expiresAtMs: milliseconds,
    links: z.object({ download: z.string().meta({ example: '/api/v1/archives/k3J9xQ2aTfE8bq0wZ1cDhg' }) }),
  })
  .meta({ id: 'Archive', description: 'Photos that can be downloaded as one file.' });
