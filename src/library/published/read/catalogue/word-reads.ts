import type { SearchCatalogue } from '../../../../search/search-catalogue.js';
import { prepareWords } from '../../../../store/prepare-words.js';
import type { FrameTextMatch } from '../../../../store/queries/frame-texts.js';
import { SHOWN_FIELDS, type TextMatch, type Word } from '../../../../store/queries/text-matches.js';
import type { TextField } from '../../../../store/text-fields.js';
import { parseStored, toStoredTexts } from '../../stored-metadata.js';
import { CLASS_OF_FIELD, CLASS_WEIGHTS, splitWords, toWordQuery, type WordQuery } from '../../words.js';
import { note, type PublishedRequest } from '../request.js';
import { readFrameTexts } from './photo-reads.js';

/** Parameters of BM25, those of SQLite: an answer does not depend on where it comes from. */
const K1 = 1.2;
const B = 0.75;
const LEAST_IDF = 1e-6;

/** Texts named for a photo: more of them say nothing new. */
const MOST_A_PHOTO = 3;

interface MatchRow {
  fileId: string;
  photoId: string;
  path: string;
}

/** The words of files, as `TextMatches` searches them. */
export function readTexts(request: PublishedRequest): SearchCatalogue['texts'] {
  return {
    listWithAll: (words, { most, columns }) => {
      const labels = columns === undefined ? '' : listClasses(columns);
      const queries = toQueries(words, labels);
      if (queries === undefined || countUpTo(request, 'file', queries, most + 1) > most) return [];
      return toMatches(request, rankFiles(request, queries, labels));
    },
    listNamed: (words, most) => {
      if (words.length === 0) return [];
      // The caller keeps those whose name is what was asked for: only these are looked up.
      const name = words.join(' ');
      const rows = request.rows<MatchRow>(['named', name, most], (bind) => {
        const key = bind.text(name);
        return `SELECT id AS "fileId", content_id AS "photoId", path FROM photoseek.file
          WHERE name_terms = ${key} OR stem_terms = ${key} ORDER BY id LIMIT ${Number(most)}`;
      });
      return toMatches(request, rows);
    },
    listNameHolding: (pieces, most) => {
      if (pieces.length === 0) return [];
      const rows = request.rows<MatchRow>(['holding', pieces, most], (bind) => {
        const holds = pieces.map(
          (piece) => `name_key LIKE ${bind.text(`%${piece.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`)}`,
        );
        return `SELECT id AS "fileId", content_id AS "photoId", path FROM photoseek.file WHERE ${holds.join(' AND ')} ORDER BY id LIMIT ${Number(most)}`;
      });
      return toMatches(request, rows);
    },
    isAnyHeldBy: (column, words) => {
      // Of several fields of one class, any: the folder has one of its own.
      const queries = words.flatMap((word) => toWordQuery(word, CLASS_OF_FIELD[column]) ?? []);
      if (queries.length === 0) return false;
      const query = queries.map((one) => one.query).join(' | ');
      const rows = request.rows(
        ['held', query],
        (bind) => `SELECT 1 FROM photoseek.file WHERE words @@ ${bind.add(query)}::tsquery LIMIT 1`,
      );
      return rows.length > 0;
    },
    findColumns: (fileIds, words) => findColumns(request, fileIds, words),
  };
}

function toMatches(request: PublishedRequest, rows: readonly MatchRow[]): TextMatch[] {
  return rows.map(({ fileId, photoId, path }) =>
    note(request, { fileId: Number(fileId), photoId: Number(photoId), path }),
  );
}

/** Classes hold whole fields, but for the folder, and callers ask for all others or for all. */
function listClasses(columns: readonly TextField[]): string {
  return [...new Set(columns.map((column) => CLASS_OF_FIELD[column]))].join('');
}

/** `undefined`: nothing can match. */
function toQueries(words: readonly Word[], labels: string): WordQuery[] | undefined {
  const queries = words.map((word) => toWordQuery(word, labels));
  return words.length > 0 && queries.every((query) => query !== undefined) ? (queries as WordQuery[]) : undefined;
}

function countUpTo(
  request: PublishedRequest,
  table: 'file' | 'frame_text',
  queries: readonly WordQuery[],
  limit: number,
): number {
  const query = joinQueries(queries);
  const [row] = request.rows<{ count: string }>(
    ['count', table, query, limit],
    (bind) =>
      `SELECT count(*) AS count FROM (SELECT 1 FROM photoseek.${table} WHERE words @@ ${bind.add(query)}::tsquery LIMIT ${Number(limit)}) AS listed`,
  );
  return Number(row?.count ?? 0);
}

function joinQueries(queries: readonly WordQuery[]): string {
  return queries.map(({ query }) => query).join(' & ');
}

/** How rare words are. */
interface Rarity {
  /** One a word. */
  idf: number[];
  averageTokens: number;
}

function readRarity(request: PublishedRequest, table: 'file' | 'frame_text', queries: readonly WordQuery[]): Rarity {
  const [row] = request.rows<{ rows: string; tokens: string; hits: string[] }>(
    ['rarity', table, queries.map(({ query }) => query)],
    (bind) => {
      const hits = queries.map(
        ({ query }) => `(SELECT count(*) FROM photoseek.${table} WHERE words @@ ${bind.add(query)}::tsquery)`,
      );
      const sums =
        table === 'file'
          ? 'coalesce(sum(files), 0) AS rows, coalesce(sum(tokens), 0) AS tokens FROM photoseek.library'
          : 'texts AS rows, text_tokens AS tokens FROM photoseek.publication';
      return `SELECT ARRAY[${hits.join(', ')}] AS hits, ${sums}`;
    },
  );
  const count = Number(row?.rows ?? 0);
  return {
    idf: (row?.hits ?? []).map(Number).map((hits) => {
      const idf = Math.log((count - hits + 0.5) / (hits + 0.5));
      return idf > 0 ? idf : LEAST_IDF;
    }),
    averageTokens: Number(row?.tokens ?? 0) / Math.max(1, count) || 1,
  };
}

/** How often a word stands in a row, each place weighted by the class of its field. */
function countPlaces(
  { tokens, isPrefix }: WordQuery,
  labels: string,
  isWeighted: boolean,
  bind: (text: string) => string,
): string {
  const last = bind(tokens.at(-1) as string);
  const matches = isPrefix ? `starts_with(word.lexeme, ${last})` : `word.lexeme = ${last}`;
  const classes = labels === '' ? '' : `WHERE class = ANY (string_to_array('${[...labels].join(',')}', ','))`;
  const weight = isWeighted
    ? `sum(CASE class ${Object.entries(CLASS_WEIGHTS)
        .map(([name, value]) => `WHEN '${name}' THEN ${value}`)
        .join(' ')} END)`
    : 'count(*)';
  return `(SELECT coalesce(sum((SELECT ${weight} FROM unnest(word.weights) AS class ${classes})), 0)
    FROM unnest(found.words) AS word (lexeme, positions, weights) WHERE ${matches})::float8`;
}

function toScore(
  queries: readonly WordQuery[],
  { idf, averageTokens }: Rarity,
  counts: readonly string[],
  number: (value: number) => string,
) {
  const length = `${K1} * (${1 - B} + ${B} * found.tokens / ${number(averageTokens)})`;
  return queries
    .map((_, i) => `${number(idf[i] ?? LEAST_IDF)} * (${counts[i]} * ${K1 + 1}) / nullif(${counts[i]} + ${length}, 0)`)
    .join(' + ');
}

function rankFiles(request: PublishedRequest, queries: readonly WordQuery[], labels: string): MatchRow[] {
  const rarity = readRarity(request, 'file', queries);
  return request.rows<MatchRow>(['ranked', queries.map(({ query }) => query)], (bind) => {
    const counts = queries.map((query) => countPlaces(query, labels, true, (text) => bind.text(text)));
    return `SELECT found.id AS "fileId", found.content_id AS "photoId", found.path FROM photoseek.file AS found
      WHERE found.words @@ ${bind.add(joinQueries(queries))}::tsquery
      ORDER BY round((${toScore(queries, rarity, counts, (value) => bind.number(value))})::numeric, 9) DESC, found.id`;
  });
}

/** The words of frames, as `FrameTexts` searches them. */
export function readFrameWords(request: PublishedRequest): SearchCatalogue['frameTexts'] {
  return {
    listWithAll: (words, most) => {
      const separated = words.map(({ text, isPrefix }) => ({ text: prepareWords(text), isPrefix }));
      const queries = toQueries(separated, '');
      if (queries === undefined || countUpTo(request, 'frame_text', queries, most + 1) > most) return [];
      return groupByFile(rankTexts(request, queries)).map((match) => note(request, match));
    },
    read: (ids) => readFrameTexts(request, ids),
  };
}

function rankTexts(request: PublishedRequest, queries: readonly WordQuery[]): (MatchRow & { textId: string })[] {
  const rarity = readRarity(request, 'frame_text', queries);
  return request.rows(['ranked texts', queries.map(({ query }) => query)], (bind) => {
    const counts = queries.map((query) => countPlaces(query, '', false, (text) => bind.text(text)));
    return `SELECT found.id AS "textId", found.content_id AS "photoId", file.id AS "fileId", file.path FROM photoseek.frame_text AS found
      JOIN photoseek.file AS file ON file.content_id = found.content_id WHERE found.words @@ ${bind.add(joinQueries(queries))}::tsquery
      ORDER BY round((${toScore(queries, rarity, counts, (value) => bind.number(value))})::numeric, 9) DESC, found.id, file.path`;
  });
}

function groupByFile(rows: readonly (MatchRow & { textId: string })[]): FrameTextMatch[] {
  const matches = new Map<number, FrameTextMatch>();
  for (const { textId, photoId, fileId, path } of rows) {
    const id = Number(fileId);
    const match = matches.get(id);
    if (match === undefined) matches.set(id, { photoId: Number(photoId), fileId: id, path, textIds: [Number(textId)] });
    else if (match.textIds.length < MOST_A_PHOTO) match.textIds.push(Number(textId));
  }
  return [...matches.values()];
}

/** Made of the metadata of a page's files again: the index knows classes, not fields. */
function findColumns(
  request: PublishedRequest,
  fileIds: readonly number[],
  words: readonly Word[],
): Map<number, TextField[]> {
  const found = new Map<number, TextField[]>();
  if (words.length === 0 || fileIds.length === 0) return found;
  const rows = request.rows<{
    id: string;
    path: string;
    metadata: string | null;
    externalId: string | null;
    isManaged: boolean;
  }>(
    ['columns', fileIds],
    (bind) =>
      `SELECT id, path, metadata, external_id AS "externalId", is_managed AS "isManaged" FROM photoseek.file WHERE id = ANY (${bind.ids(fileIds)})`,
  );
  for (const { id, path, metadata, externalId, isManaged } of rows) {
    if (metadata === null) continue;
    const { texts } = toStoredTexts({ path, externalId, isManaged }, parseStored(metadata));
    const columns = SHOWN_FIELDS.filter((field) => holdsAny(splitWords(texts[field]), words));
    if (columns.length > 0) found.set(Number(id), columns);
  }
  return found;
}

function holdsAny(tokens: readonly string[], words: readonly Word[]): boolean {
  return words.some(({ text, isPrefix }) => {
    const wanted = splitWords(text).join(' ');
    return tokens.some((token) => token === wanted || (isPrefix && token.startsWith(wanted)));
  });
}
