/** Catalogues and what is recorded in them, without pictures. */
import { basename, join } from 'node:path';
import Database from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import { Catalogue } from '#src/store/catalogue.js';
import { CATALOGUE_FILE } from '#src/store/database/open-database.js';
import type { FileOutcome, MetadataRecord, ModelRow, SeenFile } from '#src/store/records.js';
import { makeTemporaryFolder } from './temporary-folder.js';

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

export function ensureModel(catalogue: Catalogue, revision = 'first'): ModelRow {
  return catalogue.ensureModel({ name: 'a model', revision, dtype: 'fp32', dim: DIM });
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

/** Metadata that say nothing but what is given. */
export function makeFactRecord(
  path: string,
  metadata: Partial<Omit<MetadataRecord, 'words'>> & { words?: Partial<MetadataRecord['words']> } = {},
): MetadataRecord {
  const { words, ...others } = metadata;
  return {
    version: 1,
    sidecarStamp: '',
    data: '{}',
    takenAtMs: null,
    takenLocal: null,
    latitude: null,
    longitude: null,
    city: null,
    country: null,
    camera: null,
    lens: null,
    rating: null,
    isFavorite: false,
    keywords: [],
    fileName: basename(path),
    words: { name: '', folder: '', title: '', description: '', keywords: '', people: '', place: '', ...words },
    ...others,
  };
}

/** What halves can express, so that it comes back unchanged. */
export function makeVector(content: number): Float32Array {
  return Float32Array.of(1, content / 64, -0.5, 0);
}

export function encoded(path: string, content: number): FileOutcome & { kind: 'encoded' } {
  return {
    kind: 'encoded',
    file: makeFile(path),
    content: { sha256: makeHash(content), format: 'jpeg', mediaType: 'image/jpeg', width: 640, height: 480 },
    vector: makeVector(content),
  };
}

export function reused(path: string, content: number): FileOutcome & { kind: 'reused' } {
  return { kind: 'reused', file: makeFile(path), sha256: makeHash(content) };
}

export function failed(path: string): FileOutcome & { kind: 'failed' } {
  return { kind: 'failed', file: makeFile(path), code: 'damaged-image', message: 'It ends too early.' };
}
