import { z } from 'zod';
import {
  booleanParameter,
  choiceParameter,
  count,
  integerParameter,
  numberParameter,
  textParameter,
} from './basics.js';
import { SearchResultSchema } from './photo.js';

const MODES = ['hybrid', 'vector', 'text'] as const;
const SORTS = ['relevance', 'taken', 'name', 'size'] as const;
const MAX_TEXT = 4000;
const MAX_TERMS = 20;

const ABOUT = {
  q: 'Words, or a query in the query language (docs/query-language.md).',
  limit: 'How many results at most.',
  cursor: 'Where the page before ended: its `nextCursor`. The rest of the request stays the same.',
  mode: 'Answers by meaning (`vector`), by words in names and metadata (`text`), or both (`hybrid`).',
  sort: 'Order within the relevant set: best first, newest first, A to Z, largest file first.',
  reverse: 'Turns the order round.',
  all: 'Everything, ever less relevant, without a cut-off.',
  minRelevance: 'Leaves out what is less relevant than this.',
  collapse: 'Shows near-identical shots as one result.',
  exactTotal: 'Counts the relevant set to its end, even where the page does not need it.',
  filters: 'Further filters in the query language.',
  remember: 'A person typed it: suggest it from now on. Queries of keys for one folder are never kept.',
};

/** Options of a query in an address. */
export const searchParameters = {
  limit: integerParameter('limit', 1, 1000, { description: ABOUT.limit, example: 20 }).default(20),
  cursor: textParameter('cursor', MAX_TEXT, { description: ABOUT.cursor, example: 'eyJvIjoyMH0' }).optional(),
  mode: choiceParameter('mode', MODES, ABOUT.mode).optional(),
  sort: choiceParameter('sort', SORTS, ABOUT.sort).optional(),
  reverse: booleanParameter('reverse', ABOUT.reverse).optional(),
  all: booleanParameter('all', ABOUT.all).optional(),
  minRelevance: numberParameter('minRelevance', 0, 1, { description: ABOUT.minRelevance, example: 0.3 }).optional(),
  collapse: booleanParameter('collapse', ABOUT.collapse).optional(),
  exactTotal: booleanParameter('exactTotal', ABOUT.exactTotal).optional(),
  remember: booleanParameter('remember', ABOUT.remember).optional(),
  filters: textParameter('filters', MAX_TEXT, { description: ABOUT.filters, example: 'taken:2023' }).optional(),
};

/** `q`, for GET. */
export const queryParameter = textParameter('q', MAX_TEXT, { description: ABOUT.q, example: 'a boat on the water' });

const weight = z
  .number()
  .min(-100)
  .max(100)
  .refine((value) => value !== 0, 'A weight of 0 says nothing; leave the term out.')
  .optional()
  .meta({
    description: 'What the term adds is multiplied by it; negative subtracts. Not 0. Default 1.',
    example: 1,
    default: 1,
  });

/** A picture in JSON, encoded. */
const base64 = z
  .base64({ error: 'image must be a picture in base64 (RFC 4648, with padding, without line breaks).' })
  .min(4)
  .meta({
    description: 'An encoded picture (JPEG, PNG, WebP…) in base64.',
    contentEncoding: 'base64',
    example: 'UklGRhIAAABXRUJQVlA4TAYAAAAvQWxvAGs=',
  });

export const TermSchema = z
  .union(
    [
      z.strictObject({ text: z.string().trim().min(1).max(MAX_TEXT), weight }).meta({ title: 'Words' }),
      z.strictObject({ id: z.int().min(1), weight }).meta({ title: 'A photo of the library' }),
      z.strictObject({ image: base64, weight }).meta({ title: 'A picture' }),
      z.strictObject({ url: z.url({ protocol: /^https?$/ }).max(MAX_TEXT), weight }).meta({
        title: 'A picture on the web',
        description: 'Only where the server was started with --allow-url-queries.',
      }),
      z.strictObject({ upload: z.int().min(0).max(7), weight }).meta({
        title: 'A picture of this request',
        description: 'The n-th file of a multipart request, counted from 0.',
      }),
    ],
    { error: 'A term is one of { text }, { id }, { image }, { url } or { upload }, each with a weight if need be.' },
  )
  .meta({ id: 'Term', description: 'One part of a combined query.', example: { text: 'a dog', weight: 1 } });

/** A query as JSON. */
export const SearchRequestSchema = z
  .strictObject({
    q: z.string().max(MAX_TEXT).optional().meta({ description: ABOUT.q, example: 'a boat on the water' }),
    terms: z.array(TermSchema).max(MAX_TERMS).optional().meta({ description: 'Parts beside those in `q`.' }),
    filters: z
      .string()
      .max(MAX_TEXT)
      .optional()
      .meta({ description: ABOUT.filters, example: 'taken:2023 -is:portrait' }),
    limit: z.int().min(1).max(1000).default(20).meta({ description: ABOUT.limit }),
    cursor: z.string().max(MAX_TEXT).optional().meta({ description: ABOUT.cursor }),
    mode: z.enum(MODES).optional().meta({ description: ABOUT.mode }),
    sort: z.enum(SORTS).optional().meta({ description: ABOUT.sort }),
    reverse: z.boolean().optional().meta({ description: ABOUT.reverse }),
    all: z.boolean().optional().meta({ description: ABOUT.all }),
    minRelevance: z.number().min(0).max(1).optional().meta({ description: ABOUT.minRelevance }),
    collapse: z.boolean().optional().meta({ description: ABOUT.collapse }),
    exactTotal: z.boolean().optional().meta({ description: ABOUT.exactTotal }),
    remember: z.boolean().optional().meta({ description: ABOUT.remember }),
  })
  .meta({ id: 'SearchRequest', description: 'A query. `q`, `terms` or `filters` must say something.' });

/** A query as a person's program sends it. */
export type SearchRequest = z.infer<typeof SearchRequestSchema>;

/** A query with pictures beside it. */
export const SearchUploadSchema = z
  .object({
    image: z
      .array(z.file().meta({ override: { type: 'string', format: 'binary' } }))
      .min(1)
      .max(8)
      .meta({ description: 'Pictures, each of 50 MB at most. One that no term names counts as a term of weight 1.' }),
    query: z.string().optional().meta({
      description: 'The rest of the query: a SearchRequest as JSON.',
      example: '{"q":"in the snow","limit":20}',
    }),
  })
  .meta({ id: 'SearchUpload' });

export const NoticeSchema = z
  .object({
    code: z.string().meta({
      description: '`query-truncated`, `library-empty`, `no-good-match`; more may come.',
      example: 'no-good-match',
    }),
    message: z.string(),
  })
  .meta({ id: 'Notice', description: 'Something to know about an answer that is no error.' });

export const SearchResponseSchema = z
  .object({
    query: z.string().meta({ description: 'As the query language prints it.', example: 'a boat on the water' }),
    results: z.array(SearchResultSchema),
    total: count.meta({ description: 'Photos of the relevant set, over all pages.' }),
    isTotalExact: z.boolean().meta({ description: '`false`: there are `total` or more; `exactTotal` counts them.' }),
    nextCursor: z.string().nullable().meta({ description: 'For the next page; `null` on the last.' }),
    noGoodMatch: z.boolean().meta({ description: 'Nothing fits well: these are merely the closest.' }),
    notices: z.array(NoticeSchema),
    tookMs: z.number(),
    timings: z.object({ encodeMs: z.number(), filterMs: z.number(), retrieveMs: z.number(), presentMs: z.number() }),
  })
  .meta({ id: 'SearchResponse', description: 'Photos, best first, or as sorted.' });
