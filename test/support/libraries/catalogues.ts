/** Catalogues and their rows, without image files. */
import { basename, join } from 'node:path';
import Database from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import type { SpaceRow } from '#src/model/space.js';
import { Catalogue } from '#src/store/catalogue.js';
import { CATALOGUE_FILE } from '#src/store/database/open-database.js';
import type { FileOutcome, MetadataRecord, SeenFile, Stages } from '#src/store/records.js';
import { embedStage } from '#src/store/records.js';
import { makeTemporaryFolder } from '../temporary-folder.js';

const root = makeTemporaryFolder();
let folders = 0;

/** A path of a library that is not there yet. */
export function nextFolder(): string {
  return join(root, `library-${++folders}`);
}

/** A catalogue that is closed after the test. */
export function openCatalogue(folder = nextFolder()): Catalogue {
  const catalogue = new Catalogue(folder, { create: true });
  onTestFinished(() => catalogue.close());
  return catalogue;
}

/** The same file with nothing in between. */
export function openRaw(folder: string): Database.Database {
  const db = new Database(join(folder, CATALOGUE_FILE));
  onTestFinished(() => {
    db.close();
  });
  return db;
}

export const DIM = 4;

export function ensureSpace(catalogue: Catalogue, revision = 'first', dim = DIM): SpaceRow {
  return catalogue.spaces.ensure({ name: 'a model', revision, dtype: 'fp32', dim, subject: 'whole' });
}

/** 32 bytes that stand for a content. */
export function makeHash(content: number): Uint8Array {
  const hash = Buffer.alloc(32);
  hash.writeUInt32LE(content);
  return hash;
}

export function makeFile(path: string, mtimeMs = 1000.25): SeenFile {
  return { path, sizeBytes: 100 + path.length, mtimeMs };
}

/** What filters ask of metadata, of a file that nothing is known of. */
export const UNKNOWN = {
  ...{ takenLocal: null, latitude: null, longitude: null, city: null, country: null, camera: null, lens: null },
  ...{ rating: null, isFavorite: false, keywords: [], durationMs: null, traits: 0 },
} satisfies Partial<MetadataRecord>;

/** An indexed photo of one frame. @param vectors by the id of their space */
export function makePhotoOutcome(
  path: string,
  content: number,
  vectors: ReadonlyMap<number, Float32Array>,
): FileOutcome {
  return {
    kind: 'encoded',
    file: { path, sizeBytes: 1, mtimeMs: 1 },
    content: { sha256: makeHash(content), format: 'jpeg', mediaType: 'image/jpeg' },
    frames: [
      {
        ...{ ordinal: 0, kind: 'image', atMs: null, page: null, label: null, width: 4, height: 3 },
        vectors: new Map(vectors),
      },
    ],
    stages: {},
  };
}

/** Empty metadata with the given fields. */
export function makeMetadataRecord(
  path: string,
  metadata: Partial<Omit<MetadataRecord, 'texts'>> & { texts?: Partial<MetadataRecord['texts']> } = {},
): MetadataRecord {
  const { texts, ...others } = metadata;
  return {
    sidecarStamp: '',
    data: '{}',
    takenAtMs: null,
    takenSource: null,
    ...UNKNOWN,
    fileName: basename(path),
    texts: { name: '', folder: '', title: '', description: '', keywords: '', people: '', place: '', ...texts },
    ...others,
  };
}

/** Rounds to float16, so that stored vectors are read back unchanged. */
export function makeVector(content: number): Float32Array {
  return Float32Array.of(1, content / 64, -0.5, 0);
}

/** A photo of one frame, embedded in one space. */
export interface PhotoToRecord {
  file: SeenFile;
  sha256: Uint8Array;
  vector: Float32Array;
  /** Default 1. */
  spaceId?: number;
  width?: number;
  height?: number;
  phash?: Uint8Array;
  metadata?: MetadataRecord;
  /** Besides the embedding; default `{ frames: '1' }`, with metadata its version 1, too. */
  stages?: Stages;
}

export function toEncoded({ file, sha256, vector, ...photo }: PhotoToRecord): FileOutcome & { kind: 'encoded' } {
  const { spaceId = 1, width = 640, height = 480, phash, metadata } = photo;
  const stages = photo.stages ?? { frames: '1', ...(metadata && { metadata: '1' }) };
  return {
    kind: 'encoded',
    file,
    content: { sha256, format: 'jpeg', mediaType: 'image/jpeg' },
    frames: [
      {
        ...{ ordinal: 0, kind: 'image', atMs: null, page: null, label: null, width, height },
        ...(phash && { phash }),
        vectors: new Map([[spaceId, vector]]),
      },
    ],
    stages: { ...stages, [embedStage(spaceId)]: '1' },
    ...(metadata && { metadata }),
  };
}

export function encoded(path: string, content: number, spaceId = 1): FileOutcome & { kind: 'encoded' } {
  return toEncoded({ file: makeFile(path), sha256: makeHash(content), vector: makeVector(content), spaceId });
}

export function reused(path: string, content: number): FileOutcome & { kind: 'reused' } {
  return { kind: 'reused', file: makeFile(path), sha256: makeHash(content) };
}

export function failed(path: string): FileOutcome & { kind: 'failed' } {
  return { kind: 'failed', file: makeFile(path), code: 'damaged-image', message: 'It ends too early.' };
}
