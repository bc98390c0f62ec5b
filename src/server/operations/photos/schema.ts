import { z } from 'zod';
import { count, frameParameter, textParameter } from '../shared/parameters.js';
import { BoxSchema, LinksSchema, photoShape } from '../shared/photo-schema.js';

export const FullQuerySchema = z.object({
  frame: frameParameter.optional(),
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

/** The frames of a photo. */
export const FramesSchema = z
  .object({
    frames: z.array(
      z
        .object({
          ordinal: z.int().min(0).meta({ description: '0-based; the `frame` of thumbnails.', example: 3 }),
          kind: z.enum(['image', 'video', 'page', 'view']),
          atMs: z.number().nullable().meta({ description: 'Milliseconds from the start of a video.', example: 83_000 }),
          page: z.int().nullable().meta({ description: '1-based page of a document.' }),
          label: z.string().nullable().meta({ description: 'Name of the page or view.' }),
          width: count.meta({ description: 'In pixels, upright.', example: 1920 }),
          height: count.meta({ example: 1080 }),
          links: z.object({
            thumbnail: z.string().meta({ example: '/api/v1/photos/7/thumbnail?v=9f86d081884c7d65&frame=3' }),
            full: z.string().meta({ example: '/api/v1/photos/7/full?v=9f86d081884c7d65&frame=3' }),
          }),
        })
        .meta({ id: 'Frame', description: 'One image inside a file.' }),
    ),
  })
  .meta({ id: 'Frames', description: 'The images inside a file, in their order.' });

/** Which regions are wanted. */
export const RegionsQuerySchema = z.object({ frame: frameParameter.optional() });

/** The regions of a photo. */
export const RegionsSchema = z
  .object({
    regions: z.array(
      z
        .object({
          frame: z.int().min(0).meta({ description: 'Ordinal of the frame that it lies in.', example: 0 }),
          kind: z.enum(['text', 'object', 'face']),
          box: BoxSchema,
          label: z.string().nullable().meta({
            description: 'The line of text, or the class of the thing; `null` for faces.',
            example: 'Invoice 2024',
          }),
          score: z.number().meta({ description: 'How sure the detector is, 0…1.', example: 0.98 }),
        })
        .meta({ id: 'Region', description: 'A part of a frame that a detector found.' }),
    ),
  })
  .meta({ id: 'Regions', description: 'The regions of a photo.' });

/** The text to locate in a photo. */
export const WhereQuerySchema = z.object({
  q: textParameter('q', 4000, {
    description: 'What to look for: words, or terms of the query language. Its filters and images say nothing here.',
    example: 'a dog + a ball',
  }),
  frame: frameParameter.optional(),
  language: textParameter('language', 3, {
    description: 'Language of the text, as for a search.',
    example: 'de',
  }).optional(),
});

/** Where terms lie in a photo. */
export const WhereSchema = z
  .object({
    rows: count.meta({ description: 'Of the grid over the whole upright image.', example: 9 }),
    columns: count.meta({ example: 12 }),
    terms: z.array(
      z
        .object({
          text: z.string().meta({ example: 'a dog' }),
          cells: z.array(z.number()).meta({
            description:
              'How well each cell fits the text, row by row: 0 the least in this image, 1 the best. Also of what is not in the image, some cell fits best.',
            example: [0, 0.4, 1],
          }),
          box: BoxSchema,
          cosine: z
            .number()
            .meta({ description: 'Cosine of the vectors of the text and of the best cell, −1…1.', example: 0.21 }),
        })
        .meta({ id: 'FoundPlace', description: 'Where one term lies.' }),
    ),
  })
  .meta({ id: 'Where', description: 'Where the terms of a text lie in a photo.' });
