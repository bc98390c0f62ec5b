import { z } from 'zod';
import { DETECTOR_STAGES } from '../../../model/region.js';
import { runProgressShape } from '../jobs/schema.js';
import { count, milliseconds } from '../shared/parameters.js';

const RunStatusSchema = z
  .object({
    pid: z.int(),
    host: z.string(),
    startedAtMs: milliseconds,
    updatedAtMs: milliseconds,
    ...runProgressShape,
  })
  .meta({ id: 'RunStatus', description: 'An index run in progress, of this process or another.' });

const SpaceSchema = z
  .object({
    id: z.int(),
    name: z.string().meta({ description: 'Of the model.', example: 'photoseek-mini-2' }),
    revision: z.string(),
    dtype: z.string(),
    dim: z.int(),
    subject: z.string().meta({ description: 'Which regions of photos it holds; more may come.', example: 'whole' }),
    state: z.enum(['building', 'active', 'retired']),
    photos: count,
    vectors: count,
    missing: count.meta({ description: 'Photos that have yet to be embedded in it.' }),
  })
  .meta({ id: 'Space', description: 'An embedding space and how far it has come.' });

export const StatsSchema = z
  .object({
    path: z.string().meta({ example: '/home/me/.local/share/photoseek' }),
    schemaVersion: z.int(),
    roots: z.array(z.string()),
    running: RunStatusSchema.nullable(),
    files: count,
    photos: count,
    kinds: z.object({ image: count, video: count, document: count, model: count }).meta({
      description: 'The photos by what they are: images, videos, documents of pages, 3D models.',
    }),
    failures: z
      .record(z.string(), count)
      .meta({ description: 'Files that could not be read, by error code.', example: { 'damaged-image': 2 } }),
    defects: z
      .record(z.string(), count)
      .meta({ description: 'Files that are shown in spite of damage, by its kind.', example: { truncated: 3 } }),
    undecoded: count.meta({
      description: 'Videos that are found by name and metadata alone, because there was no ffmpeg to decode them.',
      example: 2,
    }),
    stages: z
      .array(z.enum(DETECTOR_STAGES))
      .nullable()
      .meta({
        description: 'What index runs look for in photos; `null` for published libraries.',
        example: ['text', 'objects'],
      }),
    faces: count.meta({ description: 'Faces found in photos; see the stage `faces` of index runs.', example: 340 }),
    dateSources: z.record(z.string(), count).meta({
      description: 'Files by the source of their date; `mtime`: only the time of last change; `none`: without.',
      example: { exif: 990, mtime: 20 },
    }),
    model: z.object({ name: z.string(), revision: z.string(), dtype: z.string(), dim: z.int(), vectors: count }),
    calibration: z
      .object({
        source: z.enum(['model', 'estimate', 'library', 'evaluation']),
        measuredAtMs: milliseconds.nullable(),
        photos: count.nullable(),
        queries: count.nullable(),
      })
      .meta({ description: 'Where relevances come from: as they ship, or measured with these photos and queries.' }),
    diskBytes: count,
    thumbnailBytes: count,
    upgrade: z
      .object({ from: z.string(), to: z.string(), missing: count, photos: count, isRunning: z.boolean() })
      .nullable()
      .meta({
        description:
          'How far the photos are embedded with the current embedded model (`to`), where an earlier one (`from`) answers until all are; otherwise, and for keys of a folder, `null`.',
      }),
    spaces: z.array(SpaceSchema).meta({ description: 'Embedding spaces; empty for keys of a folder.' }),
    index: z.object({
      engine: z.string().meta({ description: 'Name of the engine: `exact`, `hnsw`; more may come.', example: 'hnsw' }),
      indexed: count,
      pending: count.meta({ description: 'Vectors that are found by comparison until they are indexed.' }),
      server: z
        .object({
          name: z.string().meta({ description: 'Host and database.', example: 'db.example.org/photos' }),
          error: z.string().nullable().meta({ description: 'Why it does not answer; `null` where it does.' }),
        })
        .optional()
        .meta({ description: 'The server that holds the vectors for searching, if there is one.' }),
    }),
    lastIndexedAtMs: milliseconds.nullable(),
  })
  .meta({ id: 'Stats', description: 'Counts at the moment of the request.' });
