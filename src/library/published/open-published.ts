import { resolve } from 'node:path';
import { notOwner } from '../../errors.js';
import type { ThumbnailStore } from '../../media/thumbnails/thumbnail-store.js';
import { checkArgument, checkOptions, PATH } from '../../runtime/check-arguments.js';
import { Database } from '../../vectors/engines/pgvector/database.js';
import { READER_OPTIONS } from '../argument-shapes.js';
import type { Library, PhotoReader, ReaderOptions } from '../types/library.js';
import { listPublishedLibraries, listPublishedSpaces } from './read/answers/measure-published.js';
import { listPublishedFailures } from './read/answers/roots-and-failures.js';
import type { ReadDatabase } from './read/primary/types.js';
import { PublishedCore, type PublishedDependencies } from './read/published-core.js';
import { PublishedKeys } from './read/published-keys.js';
import { PublishedReader } from './read/published-reader.js';
import { refuse } from './read/refuse.js';
import type { Replica } from './read/replica/replica.js';
import { beginRequest, type PublishedRequest } from './read/request.js';
import { assertPublished, checkSchema } from './schema.js';
import { openThumbnailStore } from './thumbnails/open-store.js';
import type { PublishedOptions } from './types.js';

/**
 * Opens what libraries have published in a database, for reading. Opening takes as long for any number of photos, and nothing is kept in memory of them.
 * @throws PhotoseekError `bad-argument`, `library-not-found` where nothing is published, `published-newer`, engine codes, those of buckets
 */
export async function openPublished(
  url: string,
  options: PublishedOptions = {},
  replaced: Partial<PublishedDependencies> = {},
): Promise<Library> {
  const { thumbnails, replica: address, onReplica: onStatus, maxReplicaLagMs: maxLagMs, onDatabase } = options;
  const database = await openDatabase(url, onDatabase);
  let replica: Replica | undefined;
  let store: ThumbnailStore | undefined;
  try {
    if (thumbnails !== undefined) store = await openThumbnailStore(thumbnails, 'read');
    if (address !== undefined) replica = await openReplica(database, address, { onStatus, maxLagMs });
    // Where the replica is all that there is, the tables are looked at there.
    if (replica?.usable !== undefined) await checkSchema(replica.usable);
  } catch (error) {
    store?.close();
    await replica?.close();
    await database.close();
    throw error;
  }
  return new PublishedLibrary(new PublishedCore({ primary: database, replica }, store, options, replaced));
}

/** @throws PhotoseekError `library-not-found`, `published-newer`, engine codes */
async function openDatabase(url: string, onDatabase: PublishedOptions['onDatabase']): Promise<ReadDatabase> {
  if (onDatabase !== undefined) return (await import('./read/primary/primary.js')).Primary.open(url, onDatabase);
  const database = await Database.open(url);
  try {
    await assertPublished(database);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Its code is loaded only where there is one. */
async function openReplica(...given: Parameters<typeof Replica.open>): Promise<Replica> {
  return (await import('./read/replica/replica.js')).Replica.open(...given);
}

class PublishedLibrary extends PublishedReader implements Library {
  readonly keys = new PublishedKeys(this.core);

  get path(): string {
    return this.core.source.primary.server;
  }

  within(folder: string): PhotoReader {
    checkArgument('folder', folder, PATH);
    return new PublishedReader(this.core, { folder: resolve(folder) });
  }

  reader(options: ReaderOptions): PhotoReader {
    checkOptions('reader()', options, READER_OPTIONS, 'Write reader({ hideSensitive: true }).');
    const { folder, hideSensitive = false } = options;
    return new PublishedReader(this.core, {
      ...(folder !== undefined && { folder: resolve(folder) }),
      ...(hideSensitive && { hidesSensitive: true }),
    });
  }

  async warmUp(): Promise<void> {
    const { spaces } = await this.#begin();
    const active = spaces.filter(({ states }) => states.includes('active'));
    await Promise.all(active.map(async (space) => (await this.core.encoders.get(space)).encodeTexts([''])));
  }

  close(): Promise<void> {
    return this.core.close();
  }

  readonly published = { listLibraries: async () => listPublishedLibraries(await this.#begin()) };

  #begin(): Promise<PublishedRequest> {
    this.core.assertOpen();
    return beginRequest(this.core.openReads());
  }

  /** Published libraries are changed by those who have them. */
  #refuse = async (): Promise<never> => {
    throw notOwner((await this.published.listLibraries()).map(({ name }) => name));
  };

  index = (): never => {
    throw notOwner([]);
  };
  watch = this.index;
  put = this.#refuse;
  remove = this.#refuse;
  setFields = this.#refuse;
  updatePerson = this.#refuse;
  mergePeople = this.#refuse;
  assignFaces = this.#refuse;
  keepApart = this.#refuse;
  exportPeople = async () => refuse('Names of people');
  writePeopleSidecars = this.#refuse;
  suggestedPeople = async () => refuse('People');
  removeRoot = this.#refuse;
  failures = async () => listPublishedFailures(await this.#begin());
  useVocabulary = this.#refuse;
  embed = async () => refuse('Vectors of a query');
  calibrate = this.#refuse;
  useCalibration = this.#refuse;
  upgradeModel = async () => false;
  spaces = async () => listPublishedSpaces(await this.#begin());
  activateSpace = this.#refuse;
  retireSpace = this.#refuse;
  dropSpace = this.#refuse;
  verify = this.#refuse;
  repair = this.#refuse;
  backup = this.#refuse;
  publish = this.#refuse;
  unpublish = this.#refuse;
  claim = this.#refuse;
}
