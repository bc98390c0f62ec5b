import { PhotoseekError } from '../../../errors.js';
import type { Engine, RemoteEngine, SpaceIdentity } from '../../port.js';
import { checkSpace } from './check-space.js';
import { Database, type DatabaseOptions } from './database.js';
import { PgvectorIndex, toStatus } from './pgvector-index.js';
import { readServerAddress } from './server-address.js';
import { dropSpaces, ensureSpace, findSpace } from './space-rows.js';

/**
 * Vectors in a PostgreSQL with pgvector 0.8 or newer.
 * @param url see {@link Database.open}
 * @throws PhotoseekError `bad-argument` for an address that is none
 */
export function createPgvectorEngine(url: string, options: DatabaseOptions = {}): Engine & { remote: RemoteEngine } {
  const { server } = readServerAddress(url);
  /** The database stays open with the result. */
  const openWith = async <T>(work: (database: Database) => Promise<T>): Promise<T> => {
    const database = await Database.open(url, options);
    try {
      return await work(database);
    } catch (error) {
      await database.close();
      throw error;
    }
  };
  const use = async <T>(work: (database: Database) => Promise<T>): Promise<T> => {
    const database = await Database.open(url, options);
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  };
  const dropWhere = (libraryId: string, isDropped: Parameters<typeof dropSpaces>[2]) =>
    use((database) => dropSpaces(database, libraryId, isDropped));
  return {
    name: 'pgvector',
    open: ({ identity }) =>
      openWith(async (database) => {
        return new PgvectorIndex(database, identity.dim, await ensureSpace(database, identity));
      }),
    readCursor: ({ identity }) => use(async (database) => (await findSpace(database, identity))?.cursor),
    remote: {
      server,
      readStatus: ({ identity }) =>
        use(async (database) => toStatus((await findSpace(database, identity)) ?? { size: 0, hasGraph: false })),
      openForCheck: ({ identity }) =>
        openWith(async (database) => {
          const state = await findSpace(database, identity);
          if (state?.cursor === undefined)
            throw new PhotoseekError('graph-invalid', `${server} holds no vectors of the space.`);
          const { size, ...rest } = await checkSpace(database, state, identity.dim);
          return { index: new PgvectorIndex(database, identity.dim, { ...state, size }), ...rest };
        }),
      remove: async (identity) => {
        await dropWhere(identity.libraryId, isAmong([identity]));
      },
      removeOthers: (libraryId, keep) => {
        const isKept = isAmong(keep);
        return dropWhere(libraryId, (space) => !isKept(space));
      },
    },
  };
}

function isAmong(identities: readonly SpaceIdentity[]): (space: { space: string; dim: number }) => boolean {
  return ({ space, dim }) => identities.some((known) => known.space === space && known.dim === dim);
}
