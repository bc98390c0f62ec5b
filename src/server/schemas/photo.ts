import { z } from 'zod';
import type { PhotoTag } from '../../search/types.js';
import { count, milliseconds } from './basics.js';

const text = z.string().nullable();
const number = z.number().nullable();

/** Everything the file, its name and the files beside it say about the photo. */
export const FileMetadataSchema = z
  .object({
    takenAt: z
      .object({
        localTime: z
          .string()
          .meta({ description: 'As a clock on the wall showed it.', example: '2019-07-04T18:03:22.120' }),
        offsetMinutes: number.meta({ description: 'How far that clock was ahead of UTC.', example: 120 }),
        source: z.enum(['exif', 'sidecar', 'xmp', 'iptc', 'takeout', 'name', 'mtime']),
      })
      .nullable(),
    gps: z
      .object({ latitude: z.number(), longitude: z.number(), altitudeM: number })
      .nullable()
      .meta({ example: { latitude: 47.37, longitude: 8.54, altitudeM: 408 } }),
    place: z.object({ location: text, city: text, region: text, country: text }).nullable(),
    camera: z
      .object({ make: text, model: text })
      .nullable()
      .meta({ example: { make: 'Canon', model: 'EOS 5D' } }),
    lens: text,
    orientation: z.literal([1, 2, 3, 4, 5, 6, 7, 8]),
    rating: number.meta({ description: '1…5 stars, 0: explicitly none, −1: rejected.' }),
    isFavorite: z.boolean(),
    keywords: z.array(z.string()),
    people: z.array(z.string()),
    title: text,
    description: text,
    creator: text,
    iso: number,
    exposureS: number,
    fNumber: number,
    focalLengthMm: number,
    focalLength35mm: number,
    near: z
      .object({ city: text, country: z.string(), countryName: z.string(), distanceKm: number })
      .nullable()
      .meta({ description: 'The city that is near its position, looked up offline.' }),
  })
  .meta({ id: 'FileMetadata', description: 'What the file, its name and the files beside it say about the photo.' });

const photoShape = {
  id: z.int().min(1).meta({ description: 'Stable within a library; never used again.', example: 7 }),
  path: z.string().meta({ description: 'A file that holds it.', example: '/photos/2023/boat.jpg' }),
  otherPaths: z.array(z.string()).meta({ description: 'Further files with exactly the same bytes.' }),
  format: z.string().meta({ example: 'jpeg' }),
  width: count.meta({ description: 'In pixels, upright.', example: 4000 }),
  height: count.meta({ example: 3000 }),
  sizeBytes: count.meta({ example: 2_345_678 }),
  modifiedAtMs: milliseconds,
  metadata: FileMetadataSchema.nullable().meta({ description: '`null` until they were read.' }),
} satisfies z.ZodRawShape;

/** Where the rest of a photo is. */
export const LinksSchema = z
  .object({
    thumbnail: z.string().meta({ example: '/api/v1/photos/7/thumbnail?v=1a2b-lq3k-8c-64' }),
    original: z.string().meta({ example: '/api/v1/photos/7/original' }),
    similar: z.string().meta({ description: 'Its neighbours.', example: '/api/v1/similar/7' }),
  })
  .meta({ id: 'Links', description: 'Where the rest of a photo is, on this server.' });

/** A photo as lists hold it. */
export const PhotoSchema = z
  .object({ ...photoShape, links: LinksSchema })
  .meta({ id: 'Photo', description: 'A distinct picture, and its files.' });

export const PhotoTagSchema = z
  .object({ name: z.string().meta({ example: 'boat' }), score: z.number().meta({ description: '0…1', example: 0.83 }) })
  .meta({ id: 'PhotoTag' }) satisfies z.ZodType<PhotoTag>;

/** One photo, looked at closely. */
export const PhotoDetailSchema = z
  .object({
    ...photoShape,
    tags: z.array(PhotoTagSchema).meta({ description: 'The surest first.' }),
    links: LinksSchema,
  })
  .meta({ id: 'PhotoDetail', description: 'A photo with its tags.' });

/** A photo that answers a query. */
export const SearchResultSchema = z
  .object({
    ...photoShape,
    cosine: z
      .number()
      .nullable()
      .meta({ description: 'Likeness to the query, −1…1; `null` for a query of filters alone.', example: 0.42 }),
    relevance: z
      .number()
      .nullable()
      .meta({ description: '0…1, comparable between queries; what people are shown.', example: 0.8 }),
    matched: z
      .array(z.enum(['vector', 'name', 'folder', 'title', 'description', 'keywords', 'people', 'place']))
      .meta({ description: 'Why it is here.', example: ['vector'] }),
    identical: z.boolean().meta({ description: 'It holds exactly the bytes of the query picture.' }),
    collapsed: z.array(z.int()).meta({ description: 'Near-identical photos that it stands for, by their ids.' }),
    links: LinksSchema,
  })
  .meta({ id: 'SearchResult', description: 'A photo that answers a query.' });
