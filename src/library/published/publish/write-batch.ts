import type { PublishedContent } from '../../../store/queries/publication-queries.js';
import type { Client } from '../../../vectors/engines/pgvector/database.js';
import { keepOwnersOnly } from '../../claims/owners-only.js';
import { embeddingTable } from '../schema.js';
import { toJson } from './to-json.js';
import {
  digestDerived,
  type RowContext,
  toContentRow,
  toDerivedRows,
  toFieldRows,
  toFileRow,
  toVectorRows,
} from './to-rows.js';

/** Texts of frames, and words in them. */
export interface TextCounts {
  texts: number;
  textTokens: number;
}

/** Counts that words are weighed by: of files with metadata, and of texts. */
export interface TokenCounts extends TextCounts {
  files: number;
  tokens: number;
}

/** Columns of the rows of a table, as they are read from JSON, and what is made of them; the id of the content is found by its hash. */
const COLUMNS = {
  frame: 'ordinal int, kind text, at_ms float8, page int, label text, width int, height int, phash bytea, look bytea',
  region:
    'ordinal int, kind text, x float8, y float8, w float8, h float8, label text, score float8, is_face bool, colours text',
  face: `person_id bigint, name text, name_words text, is_hidden bool, ordinal int, x float8, y float8, w float8, h float8, quality float8, is_confirmed bool`,
  frame_text: 'ordinal int, source text, text text, is_sensitive bool, words tsvector, tokens int',
  tag: 'space_id int, name text, key text, score float8',
  picture_kind: 'space_id int, kind text, score float8',
} as const;

const CONTENT = `sha256 bytea, hash text, format text, media_type text, defect text, looks int, is_undecoded bool, kind text, width int, height int, frames int,
  derived text`;

const FILE = `local_id bigint, local_content_id bigint, root_id text, relative_path text, path text, folder text, folder_key text, is_managed bool,
  size_bytes bigint, mtime_ms float8, external_id text, fields text, metadata text, taken_at_ms float8, taken_local text, taken_source text, latitude float8,
  longitude float8, city text, city_key text, country text, camera text, camera_key text, lens text, lens_key text, rating int, is_favorite bool,
  duration_ms float8, traits int, ext text, keywords text[], keyword_keys text[], people text[], people_words text[], name_terms text, stem_terms text, name_key text,
  words tsvector, tokens int, sort_name text`;

/** Columns that JSON has as hexadecimal digits. */
const HEX = new Set(['sha256', 'phash', 'look']);

/**
 * Writes contents of a library, and removes what it had of them before. Within a transaction that holds the lock of writers.
 * @param removed ids of contents that the library does not have any more
 * @returns how many files and texts there are more
 */
export async function writeContents(
  client: Client,
  context: RowContext,
  changed: readonly { content: PublishedContent; digest: string }[],
  removed: readonly number[],
): Promise<TokenCounts> {
  const { libraryId } = context;
  const ids = [...removed, ...changed.map(({ content }) => content.id)];
  const files = await client.query(
    `DELETE FROM photoseek.file WHERE library_id = $1 AND local_content_id = ANY ($2) RETURNING tokens, metadata IS NOT NULL AS known`,
    [libraryId, ids],
  );
  const before = await client.query(
    'DELETE FROM photoseek.holding WHERE library_id = $1 AND local_id = ANY ($2) RETURNING content_id AS id',
    [libraryId, ids],
  );
  const contents = changed.map(({ content }) => content);
  const texts = await putContents(client, context, contents);
  const put = await putFiles(client, context, contents);
  await client.query(
    `INSERT INTO photoseek.holding (library_id, local_id, content_id, digest)
     SELECT $1, local_id, content.id, digest FROM jsonb_to_recordset($2) AS given (local_id bigint, sha256 text, digest text)
     JOIN photoseek.content AS content ON content.sha256 = decode(given.sha256, 'hex')`,
    [
      libraryId,
      toJson(
        changed.map(({ content, digest }) => ({
          local_id: content.id,
          sha256: content.sha256.toString('hex'),
          digest,
        })),
      ),
    ],
  );
  const shared = context.roots.flatMap(({ id, isShared }) => (isShared ? [id] : []));
  const lost = await keepOwnersOnly(
    client,
    libraryId,
    shared,
    contents.map(({ id }) => id),
  );
  const dropped = await dropUnheld(client, [...before.rows.map(({ id }) => id), ...lost]);
  const gone = files.rows.filter(({ known }) => known === true);
  return {
    files: put.files - gone.length,
    tokens: put.tokens - sumTokens(gone),
    texts: texts.texts + dropped.texts,
    textTokens: texts.textTokens + dropped.textTokens,
  };
}

/** Removes contents that no library has, with all that belongs to them, and notes that their thumbnails are to be deleted. */
export async function dropUnheld(client: Client, ids: readonly unknown[]): Promise<TextCounts> {
  if (ids.length === 0) return { texts: 0, textTokens: 0 };
  const unheld = `id = ANY ($1::bigint[]) AND NOT EXISTS (SELECT 1 FROM photoseek.holding WHERE content_id = content.id)`;
  const texts = await client.query(
    `DELETE FROM photoseek.frame_text WHERE content_id IN (SELECT id FROM photoseek.content WHERE ${unheld}) RETURNING tokens`,
    [ids],
  );
  const { rows } = await client.query(`DELETE FROM photoseek.content WHERE ${unheld} RETURNING hash`, [ids]);
  const hashes = rows.map(({ hash }) => hash as string);
  if (hashes.length > 0)
    await client.query('INSERT INTO photoseek.removed_thumbnail SELECT unnest($1::text[]) ON CONFLICT DO NOTHING', [
      hashes,
    ]);
  return { texts: -texts.rows.length, textTokens: -sumTokens(texts.rows) };
}

/** A content that several libraries have is written once, and again where one has computed something else. */
async function putContents(
  client: Client,
  context: RowContext,
  contents: readonly PublishedContent[],
): Promise<TextCounts> {
  const counts: TextCounts = { texts: 0, textTokens: 0 };
  const given = contents.map((content) => ({ content, derived: digestDerived(content, context) }));
  const { rows } = await client.query(
    'SELECT encode(sha256, $2) AS sha256, derived FROM photoseek.content WHERE sha256 = ANY ($1::bytea[])',
    [contents.map(({ sha256 }) => sha256), 'hex'],
  );
  const known = new Map(rows.map((row) => [row.sha256 as string, row.derived as string]));
  const written = given.filter(({ content, derived }) => known.get(content.sha256.toString('hex')) !== derived);
  if (written.length === 0) return counts;
  const columns = listColumns(CONTENT);
  await client.query(
    `INSERT INTO photoseek.content (${columns.join(', ')}) SELECT ${columns.map((name) => toValue(name)).join(', ')}
     FROM ROWS FROM (jsonb_to_recordset($1) AS (${asText(CONTENT)})) WITH ORDINALITY AS given (${columns.join(', ')}, place) ORDER BY place
     ON CONFLICT (sha256) DO UPDATE SET ${columns
       .slice(1)
       .map((name) => `${name} = excluded.${name}`)
       .join(', ')}`,
    [toJson(written.map(({ content, derived }) => toContentRow(content, derived)))],
  );
  const hashes = written.map(({ content }) => content.sha256);
  await client.query('DELETE FROM photoseek.removed_thumbnail WHERE hash = ANY ($1)', [
    hashes.map((hash) => hash.toString('hex').slice(0, 16)),
  ]);
  for (const table of Object.keys(COLUMNS) as (keyof typeof COLUMNS)[]) {
    const before = await client.query(
      `DELETE FROM photoseek.${table} WHERE content_id IN (SELECT id FROM photoseek.content WHERE sha256 = ANY ($1::bytea[]))
       ${table === 'frame_text' ? 'RETURNING tokens' : ''}`,
      [hashes],
    );
    const rows = written.flatMap(({ content }) => toDerivedRows(content, context)[table] as object[]);
    if (rows.length > 0) await insertRows(client, table, rows);
    if (table !== 'frame_text') continue;
    counts.texts = rows.length - before.rows.length;
    counts.textTokens = sumTokens(rows as { tokens: number }[]) - sumTokens(before.rows);
  }
  await putVectors(
    client,
    context,
    written.map(({ content }) => content),
  );
  return counts;
}

async function insertRows(client: Client, table: keyof typeof COLUMNS, rows: readonly object[]): Promise<void> {
  const columns = listColumns(COLUMNS[table]);
  await client.query(
    `INSERT INTO photoseek.${table} (content_id, ${columns.join(', ')})
     SELECT content.id, ${columns.map((name) => toValue(name, 'given.')).join(', ')}
     FROM ROWS FROM (jsonb_to_recordset($1) AS (sha256 text, ${asText(COLUMNS[table])})) WITH ORDINALITY AS given (sha256, ${columns.join(', ')}, place)
     JOIN photoseek.content AS content ON content.sha256 = decode(given.sha256, 'hex') ORDER BY given.place`,
    [toJson(rows)],
  );
}

async function putVectors(client: Client, context: RowContext, contents: readonly PublishedContent[]): Promise<void> {
  const rows = contents.flatMap((content) => toVectorRows(content, context));
  for (const spaceId of new Set([...context.spaces.values()].map(({ id }) => id))) {
    const table = embeddingTable(spaceId);
    await client.query(
      `DELETE FROM ${table} WHERE content_id IN (SELECT id FROM photoseek.content WHERE sha256 = ANY ($1::bytea[]))`,
      [contents.map(({ sha256 }) => sha256)],
    );
    const own = rows.filter((row) => row.spaceId === spaceId);
    if (own.length === 0) continue;
    await client.query(
      `INSERT INTO ${table} (content_id, ordinal, v) SELECT content.id, given.ordinal, given.v::halfvec
       FROM unnest($1::text[], $2::int[], $3::text[]) WITH ORDINALITY AS given (sha256, ordinal, v, place)
       JOIN photoseek.content AS content ON content.sha256 = decode(given.sha256, 'hex') ORDER BY given.place`,
      [own.map(({ sha256 }) => sha256), own.map(({ ordinal }) => ordinal), own.map(({ v }) => v)],
    );
  }
}

async function putFiles(
  client: Client,
  context: RowContext,
  contents: readonly PublishedContent[],
): Promise<{ files: number; tokens: number }> {
  const rows = contents.flatMap((content) => content.files.map((file) => toFileRow(file, content, context)));
  const known = rows.filter(({ metadata }) => metadata !== null);
  const counts = { files: known.length, tokens: sumTokens(known) };
  if (rows.length === 0) return counts;
  const columns = listColumns(FILE);
  await client.query(
    `INSERT INTO photoseek.file (library_id, content_id, ${columns.join(', ')})
     SELECT $2, content.id, ${columns.map((name) => toValue(name, 'given.')).join(', ')}
     FROM jsonb_to_recordset($1) AS given (sha256 text, ${asText(FILE)})
     JOIN photoseek.content AS content ON content.sha256 = decode(given.sha256, 'hex') ORDER BY given.local_id`,
    [toJson(rows), context.libraryId],
  );
  const fields = contents.flatMap(({ files }) => files.flatMap(toFieldRows));
  if (fields.length === 0) return counts;
  await client.query(
    `INSERT INTO photoseek.field_value (file_id, name, name_key, type, number, string)
     SELECT file.id, given.name, given.name_key, given.type, given.number, given.string
     FROM jsonb_to_recordset($1) AS given (local_id bigint, name text, name_key text, type text, number float8, string text)
     JOIN photoseek.file AS file ON file.library_id = $2 AND file.local_id = given.local_id`,
    [toJson(fields), context.libraryId],
  );
  return counts;
}

function sumTokens(rows: readonly { tokens: number }[]): number {
  return rows.reduce((sum, { tokens }) => sum + Number(tokens), 0);
}

function listColumns(declared: string): string[] {
  return declared.split(',').map((column) => column.trim().split(' ')[0] as string);
}

/** Bytes are digits in JSON. */
function asText(declared: string): string {
  return declared.replaceAll(' bytea', ' text');
}

function toValue(name: string, prefix = ''): string {
  return HEX.has(name) ? `decode(${prefix}${name}, 'hex')` : `${prefix}${name}`;
}
