import { z } from 'zod';
import { count, milliseconds } from '../shared/parameters.js';

const RunStatusSchema = z
  .object({
    pid: z.int(),
    host: z.string(),
    startedAtMs: milliseconds,
    updatedAtMs: milliseconds,
    stage: z.enum(['scanning', 'indexing', 'indexing-vectors']),
    done: count,
    total: count,
    failed: count,
    ratePerSecond: z.number(),
    etaMs: z.number().nullable(),
  })
  .meta({ id: 'RunStatus', description: 'An index run in progress, of this process or another.' });

export const StatsSchema = z
  .object({
    path: z.string().meta({ example: '/home/me/.local/share/photoseek' }),
    schemaVersion: z.int(),
    roots: z.array(z.string()),
    running: RunStatusSchema.nullable(),
    files: count,
    photos: count,
    failures: z
      .record(z.string(), count)
      .meta({ description: 'Files that could not be read, by error code.', example: { 'damaged-image': 2 } }),
    model: z.object({ name: z.string(), revision: z.string(), dtype: z.string(), dim: z.int(), vectors: count }),
    diskBytes: count,
    index: z.object({ kind: z.enum(['exact', 'hnsw']), linked: count, pending: count }),
    lastIndexedAtMs: milliseconds.nullable(),
  })
  .meta({ id: 'Stats', description: 'Counts at the moment of the request.' });
