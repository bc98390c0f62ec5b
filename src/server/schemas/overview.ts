/** What there is in a library, seen from above. */
import { z } from 'zod';
import { count, integerParameter, milliseconds, pageParameters, textParameter } from './basics.js';
import { PhotoSchema } from './photo.js';

const FacetCountSchema = z
  .object({
    label: z.string().meta({ example: '2023' }),
    count: count.meta({ example: 120 }),
    filter: z.string().meta({ description: 'What narrows a query to it.', example: 'taken:2023' }),
  })
  .meta({ id: 'FacetCount' });

const facet = z.array(FacetCountSchema);

export const FacetsSchema = z
  .object({
    total: count,
    years: facet,
    months: facet,
    cameras: facet,
    folders: facet,
    countries: facet,
    cities: facet,
    tags: facet,
    keywords: facet,
  })
  .meta({
    id: 'Facets',
    description:
      'Counts over the relevant set of a query, or everything. Most frequent first; years and months newest first.',
  });

export const SuggestQuerySchema = z.object({
  q: textParameter('q', 4000, { description: 'What was typed so far.', example: 'a boat near Zür' }).default(''),
  limit: integerParameter('limit', 1, 50, { description: 'How many at most.', example: 10 }).default(10),
});

export const SuggestionsSchema = z
  .object({
    suggestions: z.array(
      z
        .object({
          kind: z.enum(['tag', 'name', 'place', 'camera', 'keyword', 'folder', 'query', 'filter']),
          label: z.string().meta({ example: 'Zürich' }),
          query: z
            .string()
            .meta({ description: 'The whole query with the completion in it.', example: 'a boat near:Zürich' }),
          count: count.nullable(),
        })
        .meta({ id: 'Suggestion' }),
    ),
  })
  .meta({ id: 'Suggestions' });

export const TagsSchema = z
  .object({
    tags: z.array(
      z
        .object({ name: z.string().meta({ example: 'boat' }), group: z.string().meta({ example: 'vehicles' }), count })
        .meta({ id: 'TagCount' }),
    ),
  })
  .meta({ id: 'Tags', description: 'The most frequent first.' });

const KINDS = ['exact', 'near', 'similar'] as const;

export const DuplicatesQuerySchema = z.object({
  kinds: textParameter('kinds', 100, {
    description: 'Which, separated by commas: exact, near, similar. All when it is left out.',
    example: 'exact,near',
  })
    .transform((value, context) => {
      const kinds = value.split(',');
      if (kinds.every((kind) => (KINDS as readonly string[]).includes(kind))) return kinds as (typeof KINDS)[number][];
      context.addIssue({
        code: 'custom',
        message: `kinds must name some of ${KINDS.join(', ')}, separated by commas.`,
      });
      return z.NEVER;
    })
    .optional(),
  filters: textParameter('filters', 4000, {
    description: 'Only among photos that match.',
    example: 'taken:2023',
  }).optional(),
  ...pageParameters,
});

export const DuplicatesSchema = z
  .object({
    total: count.meta({ description: 'Groups in all.' }),
    reclaimableBytes: count.meta({ description: 'What all but the keepers take, over all groups.' }),
    groups: z.array(
      z
        .object({
          kind: z.enum(KINDS),
          members: z
            .array(
              z.object({ photo: PhotoSchema, path: z.string(), cosine: z.number() }).meta({ id: 'DuplicateMember' }),
            )
            .meta({ description: 'The suggested keeper first.' }),
          reason: z.string().meta({ description: 'Why the keeper.', example: 'largest picture (4000 × 3000)' }),
          reclaimableBytes: count,
        })
        .meta({ id: 'DuplicateGroup' }),
    ),
  })
  .meta({ id: 'Duplicates', description: 'The most bytes to reclaim first. Nothing is ever deleted.' });

export const RunStatusSchema = z
  .object({
    pid: z.int(),
    host: z.string(),
    startedAtMs: milliseconds,
    updatedAtMs: milliseconds,
    stage: z.enum(['scanning', 'indexing', 'linking']),
    done: count,
    total: count,
    failed: count,
    ratePerSecond: z.number(),
    etaMs: z.number().nullable(),
  })
  .meta({ id: 'RunStatus', description: 'An index run that is going on, in this process or another.' });

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
  .meta({ id: 'Stats', description: 'Counts at this moment.' });
