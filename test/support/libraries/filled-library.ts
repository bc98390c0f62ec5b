/** Libraries of many photos without decoding, for tests of behaviour that requires a graph. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { openLibrary } from '#src/library/open-library.js';
import { toVectorSource } from '#src/library/spaces/vector-source.js';
import type { Library } from '#src/library/types/library.js';
import type { OpenOptions } from '#src/library/types/open-options.js';
import { Catalogue } from '#src/store/catalogue.js';
import { CATALOGUE_FILE } from '#src/store/database/open-database.js';
import type { FileOutcome } from '#src/store/records.js';
import type { EngineName } from '#src/vectors/choose-engine.js';
import { SpaceFollower } from '#src/vectors/follower.js';
import { makeRandom, makeUnit } from '../vectors/synthetic-vectors.js';
import { makeHash, toEncoded } from './catalogues.js';

/** Enough that the space needs a graph. */
export const ENOUGH_FOR_A_GRAPH = 2100;

/** The recorded rows: the file `/nowhere/N.jpg` with a distinct vector for each N from `from` on. */
export function makeOutcomes(from: number, count: number, dim: number): FileOutcome[] {
  return Array.from({ length: count }, (_, i) =>
    toEncoded({
      file: { path: `/nowhere/${from + i}.jpg`, sizeBytes: 1, mtimeMs: 1 },
      sha256: makeHash(from + i),
      vector: makeUnit(makeRandom(from + i), dim),
      ...{ width: 1, height: 1 },
    }),
  );
}

/**
 * Makes a library, or adds to one, and saves its graph.
 * @param engine default: as many vectors need; `hnsw` makes a graph of few, too
 */
export async function fillLibrary(
  path: string,
  from = 1,
  count = ENOUGH_FOR_A_GRAPH,
  engine?: EngineName,
): Promise<void> {
  await (await openLibrary({ path })).close();
  const catalogue = new Catalogue(path, { create: false });
  const [model] = catalogue.spaces.list();
  if (model === undefined) throw new Error('The library has no model.');
  catalogue.files.record(makeOutcomes(from, count, model.dim));
  const space = new SpaceFollower(toVectorSource(catalogue, model), {
    indexPath: join(path, `graph-${model.id}.json`),
    engine,
  });
  await space.flush();
  await space.close();
  catalogue.close();
}

/** Changes the catalogue behind the library's back. */
export function tamper(path: string, sql: string): void {
  const db = new Database(join(path, CATALOGUE_FILE));
  db.pragma('foreign_keys = OFF');
  db.exec(sql);
  db.close();
}

/** Opens a library for one thing. */
export async function withLibrary<T>(
  path: string,
  use: (library: Library) => Promise<T>,
  open: (options: OpenOptions) => Promise<Library> = openLibrary,
): Promise<T> {
  const library = await open({ path, create: false });
  try {
    return await use(library);
  } finally {
    await library.close();
  }
}
