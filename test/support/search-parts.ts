/** The read side over made-up vectors: no picture, no model. */
import { basename, dirname, extname } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Encoder } from '#src/encoder/types.js';
import { toVectorSource } from '#src/library/vector-source.js';
import { TextVectors } from '#src/search/embed/text-vectors.js';
import { OwnerMap } from '#src/search/retrieve/photo-map.js';
import type { SearchParts } from '#src/search/search-parts.js';
import type { MetadataRecord } from '#src/store/records.js';
import { TEXT_FIELDS, type TextField } from '#src/store/text-fields.js';
import { SpaceFollower } from '#src/vectors/follower.js';
import { ensureSpace, makeHash, nextFolder, openCatalogue, openRaw, toEncoded } from './catalogues.js';

/** A file that is in the catalogue, with the vector it got. */
export interface MadePhoto {
  path: string;
  /** Of any length. */
  vector: Float32Array;
  sizeBytes?: number;
  /** Instead of the name and the folder, or beside them. */
  texts?: Partial<Record<TextField, string>>;
  /** As in the catalogue. */
  takenAtMs?: number;
}

/** An encoder whose texts are vectors written as numbers, of which unit vectors are made: `1 0 0.5`. Other texts lie against the last axis. */
export function makeFakeEncoder(dim: number): Encoder & { asked: string[] } {
  const asked: string[] = [];
  const model = { name: 'a model', text: { maxTokens: 77 }, image: {}, dim } as unknown as Encoder['model'];
  return {
    asked,
    model,
    parallelism: 1,
    prepareForImages: () => {},
    encodeImages: async () => {
      throw new Error('There are no pictures here.');
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
    ...{ sidecarStamp: '', data: '{}', takenAtMs: takenAtMs ?? null, takenLocal: null, ...place },
    ...{ camera: null, lens: null, rating: null, isFavorite: false, keywords: [], fileName: basename(path) },
    texts: { ...none, name, folder: dirname(path), ...texts },
  };
}

/** Parts over a new catalogue, closed after the test. `add` records photos and gives their ids. */
export function makeSearchParts(dim: number) {
  const folder = nextFolder();
  const catalogue = openCatalogue(folder);
  const model = ensureSpace(catalogue, 'made-up', dim);
  const encoder = makeFakeEncoder(dim);
  const space = new SpaceFollower(toVectorSource(catalogue, model), {
    indexPath: `${folder}/graph.json`,
    oneShot: true,
  });
  onTestFinished(() => space.close());
  const parts: SearchParts = {
    catalogue,
    model,
    encoder,
    space,
    texts: new TextVectors(encoder),
    photos: new OwnerMap(catalogue, model.id),
    media: () => {
      throw new Error('There are no pictures here.');
    },
  };
  let contents = 0;
  const add = (photos: readonly MadePhoto[]): number[] => {
    const outcomes = photos.map((photo) =>
      toEncoded({
        file: { path: photo.path, sizeBytes: photo.sizeBytes ?? 1, mtimeMs: 1 },
        sha256: makeHash(++contents),
        vector: toUnit(photo.vector),
        ...{ spaceId: model.id, width: 4, height: 3, metadata: buildMetadata(photo) },
      }),
    );
    catalogue.files.record(outcomes);
    return photos.map(({ path }) => catalogue.files.findPhotoByPath(path) as number);
  };
  return { parts, add, encoder, raw: openRaw(folder) };
}
