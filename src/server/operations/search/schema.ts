import { z } from 'zod';
import {
  booleanParameter,
  choiceParameter,
  count,
  integerParameter,
  numberParameter,
  textParameter,
} from '../shared/parameters.js';
import { LinksSchema, photoShape } from '../shared/photo-schema.js';
import { EvidenceSchema } from './evidence-schema.js';

const MODES = ['hybrid', 'vector', 'text'] as const;
const SORTS = ['relevance', 'taken', 'name', 'size'] as const;
const MAX_TEXT = 4000;
const MAX_TERMS = 20;
const MAX_FIELD_VALUES = 100;

const ABOUT = {
  q: 'A description, or a query in the query language (docs/query-language.md).',
  limit: 'Maximum number of results.',
  cursor: 'The `nextCursor` of the page before. The rest of the request stays the same.',
  mode: 'Search by embedding (`vector`), by text in names and metadata (`text`), or by both (`hybrid`).',
  sort: 'Order within the relevant set: best first, newest first, A to Z, largest file first.',
  reverse: 'Reverses the order.',
  all: 'Returns everything, ever less relevant, without a relevance threshold.',
  minRelevance: 'Relevance threshold.',
  collapse: 'Shows near-duplicates as one result.',
  stack:
    'Shows the files of one shot as one result: raw file and developed image, photo and film, original and edited copy, by their names.',
  exactTotal: 'Counts the relevant set to its end, even where the page does not need it.',
  filters: 'Further filters in the query language.',
  language:
    'Language of the texts, an ISO 639-1 code, for models with several text towers. Without it, the language is recognised.',
  models: 'Names of the models that answer, with commas between them. Without it, all that are in use, fused by rank.',
  remember:
    'A person typed it: suggest it from now on. Queries of clients that see only a part of the photos are never stored.',
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
  stack: booleanParameter('stack', ABOUT.stack).optional(),
  exactTotal: booleanParameter('exactTotal', ABOUT.exactTotal).optional(),
  remember: booleanParameter('remember', ABOUT.remember).optional(),
  filters: textParameter('filters', MAX_TEXT, { description: ABOUT.filters, example: 'taken:2023' }).optional(),
  language: textParameter('language', 3, { description: ABOUT.language, example: 'de' }).optional(),
  models: textParameter('models', MAX_TEXT, { description: ABOUT.models, example: 'photoseek-mini-2' })
    .transform((text) => text.split(',').map((name) => name.trim()))
    .optional(),
};

/** `q`, for GET. */
export const queryParameter = textParameter('q', MAX_TEXT, { description: ABOUT.q, example: 'a boat on the water' });

const weight = z
  .number()
  .min(-100)
  .max(100)
  .refine((value) => value !== 0, 'weight must not be 0; leave the term out.')
  .optional()
  .meta({
    description: 'Factor of the term; negative weights subtract. Not 0. Default 1.',
    example: 1,
    default: 1,
  });

/** An encoded image in JSON. */
export const base64Image = z
  .base64({ error: 'image must be an image in base64 (RFC 4648, with padding, without line breaks).' })
  .min(4)
  .meta({
    description: 'An encoded image (JPEG, PNG, WebP…) in base64.',
    contentEncoding: 'base64',
    example: 'UklGRhIAAABXRUJQVlA4TAYAAAAvQWxvAGs=',
  });

const TermSchema = z
  .union(
    [
      z.strictObject({ text: z.string().trim().min(1).max(MAX_TEXT), weight }).meta({ title: 'Text' }),
      z.strictObject({ id: z.int().min(1), weight }).meta({ title: 'A photo of the library' }),
      z.strictObject({ image: base64Image, weight }).meta({ title: 'An image' }),
      z.strictObject({ url: z.url({ protocol: /^https?$/ }).max(MAX_TEXT), weight }).meta({
        title: 'An image on the web',
        description: 'Only where the server was started with --allow-url-queries.',
      }),
      z.strictObject({ upload: z.int().min(0).max(7), weight }).meta({
        title: 'An image of this request',
        description: 'The n-th file of a multipart request, counted from 0.',
      }),
    ],
    { error: 'A term must be one of { text }, { id }, { image }, { url } or { upload }, with an optional weight.' },
  )
  .meta({ id: 'Term', description: 'One part of a combined query.', example: { text: 'a dog', weight: 1 } });

const fieldValue = z.union([z.number(), z.string(), z.boolean()]);
const bound = z.number().optional();

/** Conditions on fields of a program. */
const FieldFiltersSchema = z
  .record(
    z.string(),
    z.union(
      [
        fieldValue,
        z.array(fieldValue).min(1).max(MAX_FIELD_VALUES),
        z.strictObject({ min: bound, max: bound, above: bound, below: bound }),
        z.strictObject({ exists: z.boolean() }),
        z.strictObject({ not: z.union([fieldValue, z.array(fieldValue).min(1).max(MAX_FIELD_VALUES)]) }),
      ],
      {
        error: 'must be a value, a list of values, or one of { min, max, above, below }, { exists } and { not }',
      },
    ),
  )
  .meta({
    id: 'FieldFilters',
    description: 'Conditions on fields that were set with `PUT /api/v1/items/{externalId}`; all of them hold.',
    example: { price: { max: 50 }, brand: ['Acme', 'Umbra'], inStock: true },
  });

/** A query as JSON. */
export const SearchRequestSchema = z
  .strictObject({
    q: z.string().max(MAX_TEXT).optional().meta({ description: ABOUT.q, example: 'a boat on the water' }),
    terms: z.array(TermSchema).max(MAX_TERMS).optional().meta({ description: 'Terms in addition to those in `q`.' }),
    filters: z
      .string()
      .max(MAX_TEXT)
      .optional()
      .meta({ description: ABOUT.filters, example: 'taken:2023 -is:portrait' }),
    fields: FieldFiltersSchema.optional(),
    limit: z.int().min(1).max(1000).default(20).meta({ description: ABOUT.limit }),
    cursor: z.string().max(MAX_TEXT).optional().meta({ description: ABOUT.cursor }),
    mode: z.enum(MODES).optional().meta({ description: ABOUT.mode }),
    sort: z.enum(SORTS).optional().meta({ description: ABOUT.sort }),
    reverse: z.boolean().optional().meta({ description: ABOUT.reverse }),
    all: z.boolean().optional().meta({ description: ABOUT.all }),
    minRelevance: z.number().min(0).max(1).optional().meta({ description: ABOUT.minRelevance }),
    collapse: z.boolean().optional().meta({ description: ABOUT.collapse }),
    stack: z.boolean().optional().meta({ description: ABOUT.stack }),
    exactTotal: z.boolean().optional().meta({ description: ABOUT.exactTotal }),
    remember: z.boolean().optional().meta({ description: ABOUT.remember }),
    language: z
      .string()
      .regex(/^[a-z]{2,3}$/, 'language must be a code such as de or zh.')
      .optional()
      .meta({ description: ABOUT.language, example: 'de' }),
    models: z
      .array(z.string().min(1).max(MAX_TEXT))
      .min(1)
      .max(MAX_TERMS)
      .optional()
      .meta({ description: 'Names of the models that answer. Without it, all that are in use, fused by rank.' }),
  })
  .meta({ id: 'SearchRequest', description: 'A query. At least one of `q`, `terms` and `filters` must not be empty.' });

export type SearchRequest = z.infer<typeof SearchRequestSchema>;

/** An image as multipart. */
export const imageFile = z.file().meta({ override: { type: 'string', format: 'binary' } });

/** A query as multipart, with images. */
export const SearchUploadSchema = z
  .object({
    image: z
      .array(imageFile)
      .min(1)
      .max(8)
      .meta({ description: 'Images of at most 50 MB each. One that no term names is a term of weight 1.' }),
    query: z.string().optional().meta({
      description: 'The rest of the query: a SearchRequest as JSON.',
      example: '{"q":"in the snow","limit":20}',
    }),
  })
  .meta({ id: 'SearchUpload' });

/** A single image as multipart. */
export const ImageUploadSchema = z.object({ image: imageFile }).meta({ id: 'ImageUpload' });

const SearchResultSchema = z
  .object({
    ...photoShape,
    cosine: z.number().nullable().meta({
      description: 'Cosine similarity to the query, −1…1; `null` for a query of filters alone.',
      example: 0.42,
    }),
    relevance: z
      .number()
      .nullable()
      .meta({ description: 'Calibrated relevance, 0…1, comparable between queries.', example: 0.8 }),
    matched: z
      .array(z.string())
      .meta({ description: '`vector`, or the text fields that match; an open list.', example: ['vector'] }),
    evidence: z.array(EvidenceSchema).meta({ description: 'Why the photo is among the results, best first.' }),
    identical: z.boolean().meta({ description: 'The file has exactly the bytes of the query image.' }),
    collapsed: z
      .array(z.int())
      .meta({ description: 'Ids of the photos that this result stands for; see `collapse` and `stack`.' }),
    links: LinksSchema,
  })
  .meta({ id: 'SearchResult', description: 'A photo that answers a query.' });

const NoticeSchema = z
  .object({
    code: z.string().meta({
      description:
        '`query-truncated`, `unknown-words`, `unknown-field`, `query-read`, `library-empty`, `filters-empty`, `newest-only`, `no-good-match`, `space-building`; an open list.',
      example: 'no-good-match',
    }),
    message: z.string(),
    filters: z
      .array(z.object({ filter: z.string(), position: z.int(), photosWithout: z.int() }))
      .optional()
      .meta({
        description:
          'Of `filters-empty`: the filters that leave no photo, in the query language, with the number of photos that pass all others, the most first; `position` counts those of the query, then those of `filters`.',
        example: [{ filter: 'taken:1901', position: 0, photosWithout: 39 }],
      }),
    suggestion: z
      .object({ kind: z.enum(['literal', 'either']), query: z.string() })
      .optional()
      .meta({
        description:
          'Of `query-read`: the terms of the query as it can be read otherwise, without filters: the words as they were typed, or photos that fit one of several descriptions.',
        example: { kind: 'literal', query: '"cat or dog"' },
      }),
  })
  .meta({ id: 'Notice', description: 'A remark about a response that is no error.' });

export const SearchResponseSchema = z
  .object({
    query: z.string().meta({ description: 'The query in the query language.', example: 'a boat on the water' }),
    results: z.array(SearchResultSchema),
    total: count.meta({ description: 'Results of the relevant set, over all pages.' }),
    totalPhotos: count.meta({
      description: '`total`, with every photo counted that a result stands for; see `collapse`.',
    }),
    isTotalExact: z
      .boolean()
      .meta({ description: '`false`: there are at least `total` photos; `exactTotal` counts them.' }),
    nextCursor: z.string().nullable().meta({ description: 'For the next page; `null` on the last.' }),
    noGoodMatch: z.boolean().meta({ description: 'No result is a good match: these are merely the closest.' }),
    language: z
      .object({ codes: z.array(z.string()), towers: z.array(z.string()) })
      .nullable()
      .meta({
        description:
          'ISO 639-1 codes of the language that the texts were read in, the likeliest first (`und`: not recognised), and the text towers that encoded them; `null` without text, and for models with one text tower.',
        example: { codes: ['de'], towers: ['multilingual'] },
      }),
    notices: z.array(NoticeSchema),
    tookMs: z.number(),
    timings: z.object({ encodeMs: z.number(), filterMs: z.number(), retrieveMs: z.number(), presentMs: z.number() }),
  })
  .meta({ id: 'SearchResponse', description: 'Photos, best first or as sorted.' });
