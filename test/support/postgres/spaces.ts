import { Database } from '#src/vectors/engines/pgvector/database.js';
import { SpaceFollower } from '#src/vectors/follower.js';
import { FakeVectorSource } from '../vectors/fake-vector-source.js';
import { POSTGRES } from './address.js';

let sources = 0;

/** A source that no other test and no other run has sent to the server: its library is its own. */
export function makeSource(dim: number, count: number): FakeVectorSource {
  const number = ++sources;
  const source = new FakeVectorSource(dim, number, `test-${Date.now()}-${process.pid}-${number}`);
  source.add(count);
  return source;
}

/** A follower of a source, as a process of its own has it. */
export function follow(source: FakeVectorSource, server = POSTGRES as string): SpaceFollower {
  return new SpaceFollower(source, { indexPath: '/nowhere/graph-1.json', server });
}

/** A connection of somebody who changes the database. */
export async function withDatabase<T>(
  use: (database: Database) => Promise<T>,
  server = POSTGRES as string,
): Promise<T> {
  const database = await Database.open(server);
  try {
    return await use(database);
  } finally {
    await database.close();
  }
}

/** The name of the table of a source. */
export function findTable(source: FakeVectorSource, server?: string): Promise<string> {
  return withDatabase(async (database) => {
    const sql = 'SELECT id FROM photoseek.vector_space WHERE library_id = $1 ORDER BY id';
    const [row] = await database.query<{ id: number }>(sql, [source.identity.libraryId]);
    return `photoseek.vector_${row?.id}`;
  }, server);
}

/** Rows of the table of a source. */
export async function countRows(source: FakeVectorSource): Promise<number> {
  const table = await findTable(source);
  return withDatabase(async (database) => {
    const [row] = await database.query<{ n: number }>(`SELECT count(v)::int AS n FROM ${table}`);
    return row?.n as number;
  });
}
