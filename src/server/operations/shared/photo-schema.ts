import { z } from 'zod';
import { count, milliseconds } from './parameters.js';

const text = z.string().nullable();
const number = z.number().nullable();

/** A part of a frame. */
export const BoxSchema = z
  .object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() })
  .meta({ id: 'Box', description: 'A rectangle of an upright frame, as shares of its width and height, 0…1.' });

const MotionSchema = z
  .object({
    file: z.string().optional().meta({
      description: 'Name of its file, in the folder of the photo; left out where it lies inside the photo’s file.',
      example: 'IMG_1234.MOV',
    }),
    offset: count.meta({ description: 'Of its first byte in the file.', example: 2_345_678 }),
    length: count.meta({ description: 'Bytes.', example: 1_234_567 }),
    mediaType: z.enum(['video/mp4', 'video/quicktime', 'video/3gpp']),
    durationMs: number,
    stillAtMs: number.meta({ description: 'The moment that the still shows.', example: 1500 }),
  })
  .meta({ id: 'LiveFilm', description: 'The film of a motion or live photo.' });

/** Metadata of a file, from the file itself, its name, its folder and its sidecars. */
const FileMetadataSchema = z
  .object({
    takenAt: z
      .object({
        localTime: z.string().meta({ description: 'Local time, without offset.', example: '2019-07-04T18:03:22.120' }),
        offsetMinutes: number.meta({ description: 'Offset of the local time from UTC.', example: 120 }),
        precision: z.enum(['year', 'month', 'day', 'time']).meta({
          description: 'The smallest part that is known. Smaller parts have their lowest value.',
          example: 'time',
        }),
        source: z
          .enum(['sidecar', 'exif', 'xmp', 'iptc', 'takeout', 'container', 'name', 'gps', 'mtime'])
          .meta({ description: 'Where it is stated; `mtime` is only the time of last change.', example: 'exif' }),
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
    faces: z
      .array(
        z.object({
          name: z.string().meta({ example: 'Anna' }),
          box: BoxSchema.meta({
            description: 'Shares of the image, in most files as it is stored, before the orientation applies.',
          }),
          size: z.object({ width: z.number(), height: z.number() }).optional().meta({
            description: 'Pixels of the image that the box applies to; left out where the file does not say.',
          }),
        }),
      )
      .optional()
      .meta({ description: 'Faces that a person or program has named and marked, in XMP; left out without any.' }),
    title: text,
    description: text,
    creator: text,
    iso: number,
    exposureS: number,
    fNumber: number,
    focalLengthMm: number,
    focalLength35mm: number,
    animation: z
      .object({ frames: count, durationMs: count })
      .optional()
      .meta({ description: 'An image that moves; left out of stills.' }),
    panorama: z
      .object({
        projection: z.enum(['equirectangular', 'cylindrical']),
        area: z.object({ left: z.number(), top: z.number(), width: z.number(), height: z.number() }).nullable(),
        headingDegrees: number,
      })
      .optional()
      .meta({ description: 'Left out where the file states no projection. `area`: its part of the whole, in shares.' }),
    motion: MotionSchema.optional().meta({
      description: 'A film inside the file, or beside it; left out without one.',
    }),
    hasDepth: z.literal(true).optional().meta({ description: 'It holds a depth map or a stereo pair.' }),
    contentIdentifier: z.string().optional().meta({ description: 'What the two files of a live photo share.' }),
    near: z
      .object({ city: text, country: z.string(), countryName: z.string(), distanceKm: number })
      .nullable()
      .meta({ description: 'Nearest city to its GPS position, from the tables that ship with photoseek.' }),
    media: z
      .object({
        durationMs: number,
        codec: text,
        frameRate: number,
        rotation: z.number(),
        hasAudio: z.boolean(),
        pages: number,
      })
      .nullable()
      .optional()
      .meta({ description: 'Of a video or document; `null` for an image.' }),
  })
  .meta({ id: 'FileMetadata', description: 'Metadata of the file, its name, its folder and its sidecars.' });

/** `pathBytes` of a list of paths. */
export const pathListBytes = z.array(z.string().nullable()).optional();

const externalId = z.string();

/** Fields of a photo. */
export const FieldsSchema = z
  .record(
    z.string(),
    z.union([z.number(), z.string(), z.boolean(), z.array(z.string()).readonly()], {
      error: 'must be a number, a text, a list of texts, true or false',
    }),
  )
  .meta({
    id: 'Fields',
    description: 'Numbers, texts, lists of texts, true or false, by name.',
    example: { price: 19.9, brand: 'Acme', inStock: true },
  });

/** Fields that every representation of a photo has. */
export const photoShape = {
  id: z.int().min(1).meta({ description: 'Stable within a library; never reused.', example: 7 }),
  externalId: externalId
    .optional()
    .meta({ description: 'The id that a program gave it; left out without one.', example: 'sku-4711' }),
  otherExternalIds: z.array(externalId).optional().meta({
    description:
      'Of further files with exactly the same bytes: two articles with one picture are one photo. Left out without any.',
  }),
  fields: FieldsSchema.optional().meta({ description: 'What a program has set with that id; left out without any.' }),
  contentHash: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .meta({ description: 'The first 16 hex digits of the SHA-256 of its bytes.', example: '9f86d081884c7d65' }),
  path: z.string().meta({ description: 'A file with its bytes.', example: '/photos/2023/boat.jpg' }),
  pathBytes: z.string().optional().meta({
    description:
      'Base64 of the bytes of `path`, where a name in it is not valid UTF-8. A byte that is part of no character stands in `path` as one of U+EF80 to U+EFFF: its value less 0x80 beyond the first.',
  }),
  otherPaths: z.array(z.string()).meta({ description: 'Duplicates: further files with exactly the same bytes.' }),
  otherPathBytes: pathListBytes.meta({
    description: '`pathBytes` of `otherPaths`, in their order, null for valid UTF-8; left out when all are.',
  }),
  kind: z.enum(['image', 'video', 'document', 'model']),
  frames: count.meta({
    description: 'Images in it: 1 for a photo, the indexed frames of a video, pages of a document, views of a model.',
    example: 1,
  }),
  format: z.string().meta({ example: 'jpeg' }),
  defect: z.enum(['truncated', 'missing-pages']).optional().meta({
    description:
      '`truncated`: the file ends early, and the image is shown and found as far as it goes; `missing-pages`: some pages of the document could not be read.',
  }),
  width: count.meta({ description: 'In pixels, upright.', example: 4000 }),
  height: count.meta({ example: 3000 }),
  sizeBytes: count.meta({ example: 2_345_678 }),
  modifiedAtMs: milliseconds,
  motion: MotionSchema.optional().meta({ description: 'Its film, at `links.motion`; left out without one.' }),
  metadata: FileMetadataSchema.nullable().meta({ description: '`null` until it was read.' }),
} satisfies z.ZodRawShape;

/** Addresses on this server that belong to a photo. */
export const LinksSchema = z
  .object({
    thumbnail: z.string().meta({
      description: 'A small image; of a result of several frames, the frame that answers the query best.',
      example: '/api/v1/photos/7/thumbnail?v=9f86d081884c7d65',
    }),
    full: z.string().meta({
      description: 'An image of its full size that browsers show.',
      example: '/api/v1/photos/7/full?v=9f86d081884c7d65',
    }),
    original: z.string().meta({ example: '/api/v1/photos/7/original' }),
    motion: z.string().optional().meta({
      description: 'The film of a motion photo; left out of others.',
      example: '/api/v1/photos/7/motion',
    }),
    similar: z.string().meta({ description: 'Its nearest neighbours.', example: '/api/v1/similar/7' }),
    frames: z.string().optional().meta({
      description: 'Of a file of several frames: the list of them.',
      example: '/api/v1/photos/7/frames',
    }),
    preview: z.string().optional().meta({
      description: 'Of a file of several frames: an animated WebP that shows some of them.',
      example: '/api/v1/photos/7/preview?v=9f86d081884c7d65',
    }),
  })
  .meta({ id: 'Links', description: 'Addresses on this server that belong to a photo.' });

/** A photo in a list. */
export const PhotoSchema = z
  .object({ ...photoShape, links: LinksSchema })
  .meta({ id: 'Photo', description: 'A distinct image and the files with its bytes.' });
