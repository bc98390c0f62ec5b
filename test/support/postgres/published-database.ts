import { randomBytes } from 'node:crypto';
import { Database } from '#src/vectors/engines/pgvector/database.js';
import { POSTGRES } from './address.js';

/** A new database of the server for tests: libraries that are published there are those of one test file. */
export async function makeDatabase(): Promise<string> {
  const name = `published_${randomBytes(6).toString('hex')}`;
  const database = await Database.open(POSTGRES as string);
  await database.query(`CREATE DATABASE ${name}`);
  await database.close();
  const url = new URL(POSTGRES as string);
  url.pathname = `/${name}`;
  // Makes the extension: two processes that come first at the same time would both try to.
  await (await Database.open(url.href)).close();
  return url.href;
}
