/** The read side over synthetic vectors, without images and model. */
import { basename, dirname, extname } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Encoder } from '#src/encoder/types.js';
import { SpaceRegistry } from '#src/library/spaces/space-registry.js';
import { toVectorSource } from '#src/library/spaces/vector-source.js';
import type { SpaceRow } from '#src/model/space.js';
import { CellMemory } from '#src/search/cells/cell-memory.js';
import type { LibraryContext } from '#src/search/context.js';
import { PhotoOrders } from '#src/search/rank/photo-orders.js';
import { FilterCache } from '#src/search/retrieve/filter-cache.js';
import { embedStage, type FileOutcome, type MetadataRecord } from '#src/store/records.js';
import { TEXT_FIELDS, type TextField } from '#src/store/text-fields.js';
import { SpaceFollower } from '#src/vectors/follower.js';
import { makeHash, nextFolder, openCatalogue, openRaw } from './catalogues.js';

/** A file that is in the catalogue, with the vector it got. */
export interface MadePhoto {
  path: string;
  /** Of its only frame in the first space; of any length. */
  vector?: Float32Array;
  /** Instead: for each frame its vector in each space. */
  frames?: readonly (readonly Float32Array[])[];
  sizeBytes?: number;
  /** Instead of the name and the folder, or beside them. */
  texts?: Partial<Record<TextField, string>>;
  /** As in the catalogue. */
  takenAtMs?: number;
}

/** An encoder whose texts are vectors written as numbers, of which unit vectors are made: `1 0 0.5`. Other texts lie against the last axis. */
export function makeFakeEncoder(dim: number): Encoder & { asked: string[] } {
  const asked: string[] = [];
  const model = { name: 'a model', texts: [{ maxTokens: 77 }], image: {}, dim } as unknown as Encoder['model'];
  return {
    asked,
    model,
    parallelism: 1,
    prepareForImages: () => {},
    encodeImages: async () => {
      throw new Error('There are no images here.');
    },
    encodeTexts: async (texts) => {
      asked.push(...texts);
      return texts.map((text) => ({ vector: toVector(text, dim), truncated: false }));
    },
    close: async () => {},
  };
}

function toVector(text: string, dim: number): Float32Array {
  const numbers = text.match(/-?\d+(\.\d+)?(e-?\d+)?/g)?.map(Number) ?? [];
  const vector = Float32Array.from({ length: dim }, (_, i) => numbers[i] ?? 0);
  if (vector.every((value) => value === 0)) vector[dim - 1] = -1;
  return toUnit(vector);
}

function toUnit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/** Writes a vector so that the fake encoder reads it. */
export function toText(vector: Float32Array): string {
  return [...vector].map((value) => value.toFixed(6)).join(' ');
}

function buildMetadata({ path, texts, takenAtMs }: MadePhoto): MetadataRecord {
  const none = Object.fromEntries(TEXT_FIELDS.map((field) => [field, ''])) as MetadataRecord['texts'];
  const name = basename(path, extname(path));
  const place = { latitude: null, longitude: null, city: null, country: null };
  return {
    ...{ sidecarStamp: '', data: '{}', takenAtMs: takenAtMs ?? null, takenLocal: null, takenSource: null, ...place },
    ...{
      camera: null,
      lens: null,
      rating: null,
      isFavorite: false,
      keywords: [],
      durationMs: null,
      traits: 0,
      fileName: basename(path),
    },
    texts: { ...none, name, folder: dirname(path), ...texts },
  };
}

/** A read side over a new catalogue, closed after the test. `add` records photos and returns their ids. */
export function makeSearchContext(
  dim: number,
  { models = ['a model'], revision = 'made-up' }: { models?: readonly string[]; revision?: string } = {},
) {
  const folder = nextFolder();
  const catalogue = openCatalogue(folder);
  const encoder = makeFakeEncoder(dim);
  const rows = models.map((name, i) =>
    catalogue.spaces.ensure({
      ...{ name, dtype: 'fp32' as const, dim, subject: 'whole' as const },
      revision: i === 0 ? revision : `${revision} ${i}`,
    }),
  );
  for (const { id } of rows) catalogue.spaces.setState(id, 'active');
  const spaces = new SpaceRegistry(catalogue, catalogue.spaces.list()[0] as SpaceRow, false, {
    openIndex: (row) =>
      new SpaceFollower(toVectorSource(catalogue, row), { indexPath: `${folder}/graph-${row.id}.json`, oneShot: true }),
    openEncoder: async () => encoder,
  });
  onTestFinished(() => spaces.close());
  const context: LibraryContext = {
    catalogue,
    spaces,
    filterCache: new FilterCache(catalogue),
    orders: new PhotoOrders(catalogue),
    openCells: async () => new CellMemory(catalogue),
    media: () => {
      throw new Error('There are no images here.');
    },
  };
  let contents = 0;
  const add = (photos: readonly MadePhoto[]): number[] => {
    const outcomes = photos.map((photo): FileOutcome => {
      const frames = photo.frames ?? [[photo.vector ?? new Float32Array(dim).fill(1)]];
      return {
        kind: 'encoded',
        file: { path: photo.path, sizeBytes: photo.sizeBytes ?? 1, mtimeMs: 1 },
        content: { sha256: makeHash(++contents), format: 'jpeg', mediaType: 'image/jpeg' },
        frames: frames.map((vectors, ordinal) => ({
          ...{ ordinal, kind: frames.length > 1 ? 'video' : 'image', label: null, page: null, width: 4, height: 3 },
          atMs: frames.length > 1 ? ordinal * 1000 : null,
          vectors: new Map(vectors.map((vector, i) => [(rows[i] as SpaceRow).id, toUnit(vector)])),
        })),
        stages: Object.fromEntries(rows.map(({ id }) => [embedStage(id), '1'])),
        metadata: buildMetadata(photo),
      };
    });
    catalogue.files.record(outcomes);
    return photos.map(({ path }) => catalogue.files.findPhotoByPath(path) as number);
  };
  return { context, add, encoder, raw: openRaw(folder), space: spaces.default };
}
