import { z } from 'zod';
import type { Evidence } from '../../../model/evidence.js';
import { BoxSchema } from '../shared/photo-schema.js';

const FrameLocationSchema = z
  .object({
    ordinal: z.int().meta({ description: '0-based within the file.' }),
    kind: z.enum(['image', 'video', 'page', 'view']),
    atMs: z.number().nullable().meta({ description: 'Milliseconds from the start of a video.' }),
    page: z.int().nullable().meta({ description: '1-based page of a document.' }),
    label: z.string().optional().meta({ description: 'Name of the page or view, where it has one.', example: 'front' }),
  })
  .meta({ id: 'FrameLocation', description: 'Where in a file something was found.' });

const relevance = z.number().meta({ description: 'Calibrated relevance, 0…1.', example: 0.8 });

const VectorEvidenceSchema = z
  .object({
    type: z.literal('vector'),
    space: z.int().meta({ description: 'Id of the embedding space.' }),
    frame: FrameLocationSchema,
    region: z.enum(['whole', 'object', 'face', 'text', 'cell']),
    box: BoxSchema.nullable().meta({ description: '`null`: the whole frame.' }),
    cosine: z.number().meta({ description: 'Cosine similarity to the query, −1…1.', example: 0.42 }),
    relevance,
  })
  .meta({
    id: 'VectorEvidence',
    description:
      'A vector of the photo that is near the query: the nearest in each space and, of videos, documents and models, those of up to five moments, pages or views.',
  });

const TextEvidenceSchema = z
  .object({
    type: z.literal('text'),
    field: z
      .string()
      .meta({ description: '`name`, `folder`, `title`, `keywords`, `page`…; an open list.', example: 'title' }),
    text: z
      .string()
      .nullable()
      .meta({ description: 'The text that matches, where it is stored; of a page, the passage.' }),
    frame: FrameLocationSchema.optional(),
    lines: z
      .array(z.object({ text: z.string(), box: BoxSchema }))
      .optional()
      .meta({ description: 'Of text that was read in the picture: the lines in which terms of the query stand.' }),
    relevance,
  })
  .meta({ id: 'TextEvidence', description: 'Text of the photo that matches the query.' });

const LookEvidenceSchema = z
  .object({
    type: z.literal('look'),
    look: z.string().meta({ description: 'A colour, `bw`…; an open list.', example: 'red' }),
    share: z.number().meta({
      description: 'Share of the picture, or of the middle of the box of the thing, that has the colour, 0…1.',
      example: 0.23,
    }),
    thing: z
      .object({ label: z.string().meta({ example: 'bus' }), frame: FrameLocationSchema, box: BoxSchema })
      .optional()
      .meta({ description: 'Whose colour it is: the thing that has most of it. Absent: the picture.' }),
    relevance: z.number().meta({
      description: 'By the best vector of the photo and its look; 0 where the look changes nothing.',
      example: 0.8,
    }),
  })
  .meta({
    id: 'LookEvidence',
    description:
      'The pixels of the photo are as the query says. It decides the order among photos that are relevant otherwise.',
  });

const ObjectEvidenceSchema = z
  .object({
    type: z.literal('object'),
    label: z.string().meta({ description: 'Class of the things.', example: 'dog' }),
    frame: FrameLocationSchema,
    boxes: z.array(BoxSchema).meta({ description: 'One a thing, the surest first.' }),
    score: z.number().meta({ description: 'How sure the detector is of the first, 0…1.', example: 0.86 }),
    relevance: z.number().meta({
      description:
        'By the things and the best vector of the photo; 0 where a filter asks for them, which decides no order.',
      example: 0.8,
    }),
  })
  .meta({ id: 'ObjectEvidence', description: 'Things in the photo that the query names.' });

const PersonEvidenceSchema = z
  .object({
    type: z.literal('person'),
    person: z.object({ id: z.int(), name: z.string() }),
    frame: FrameLocationSchema,
    boxes: z.array(BoxSchema).meta({ description: 'One a face, the one that shows most first.' }),
    relevance: z.number().meta({ description: '0: who is shown decides no order.', example: 0 }),
  })
  .meta({ id: 'PersonEvidence', description: 'A person whom the query asks for by name, and the face in the photo.' });

export const EvidenceSchema = z
  .discriminatedUnion('type', [
    VectorEvidenceSchema,
    TextEvidenceSchema,
    ObjectEvidenceSchema,
    LookEvidenceSchema,
    PersonEvidenceSchema,
  ])
  .meta({ id: 'Evidence', description: 'Why a photo is among the results.' }) satisfies z.ZodType<Evidence>;
