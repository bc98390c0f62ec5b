import type { Database } from './database.js';
import { listGraphs } from './graph.js';
import type { SpaceState } from './space-rows.js';
import { tableOf } from './space-table.js';

/**
 * Compares the notes of a space with its table and its indexes. Vectors are compared by searches.
 * @returns how many vectors the table holds, and what is wrong
 */
export async function checkSpace(
  database: Database,
  { id, size }: SpaceState,
  dim: number,
): Promise<{ size: number; about: string; problems: string[] }> {
  const about = `${database.server}, pgvector ${await database.readVersion()}`;
  const problems: string[] = [];
  const [table] = await database.query<{ type: string | null }>(
    `SELECT (SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = pg_class.oid AND attname = 'v')
       AS type FROM pg_class WHERE pg_class.oid = to_regclass($1) AND relkind = 'r'`,
    [tableOf(id)],
  );
  if (table?.type !== `halfvec(${dim})`) {
    const found = table === undefined ? 'is no table' : `has vectors of the type ${table.type}`;
    return { size: 0, about, problems: [`${tableOf(id)} ${found}.`] };
  }
  const [counted] = await database.query<{ size: string }>(`SELECT count(v) AS size FROM ${tableOf(id)}`);
  const held = Number(counted?.size);
  if (held !== size) problems.push(`The database notes ${size} vectors, and holds ${held}.`);
  const graphs = await database.withClient((client) => listGraphs(client, id));
  const invalid = graphs.filter(({ valid }) => !valid).map(({ name }) => name);
  if (invalid.length > 0) problems.push(`The builds of ${invalid.join(', ')} were interrupted, or go on.`);
  return { size: held, about, problems };
}
