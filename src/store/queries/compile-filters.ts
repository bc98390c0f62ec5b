import { toComparisonKey, toLooseWords } from '../../model/comparison-key.js';
import type { Condition, Filter } from '../../model/filter.js';
import { colourBit, LOOKS } from '../../model/look.js';
import { toPathRange } from '../../model/paths.js';
import type { ReadScope } from '../../model/read-scope.js';
import { TRAITS } from '../../model/traits.js';
import { compileScope, isBelowFolder } from '../compile-scope.js';
import type { FieldTable } from '../tables/field-table.js';
import { compileFields } from './compile-field.js';
import { compileDrawing, compileNight, IS_PAPER, IS_SCREENSHOT } from './compile-picture-kinds.js';
import {
  compileFaces,
  compileFrameText,
  compileNamedFace,
  compileObject,
  HAS_FACE,
  HAS_TEXT,
  IS_SENSITIVE,
} from './compile-regions.js';
import type { Compiled, Parameter } from './compiled.js';
import { quoteText } from './quote-text.js';
import type { KeyedField, StoredValues } from './stored-values.js';

/** The part of a library that filters look at. */
export interface FilterScope {
  /** What exists for the reader; `undefined`: everything. */
  scope?: ReadScope | undefined;
  /** The space of the tags. */
  spaceId: number;
}

/** A statement, with what is bound to its question marks and to its names. */
export interface CompiledFilters extends Compiled {
  named: Record<string, string>;
}

/** The names and values that the catalogue has. */
export interface StoredNames {
  values: StoredValues;
  fields: Pick<FieldTable, 'find'>;
}

/** The mean radius of the Earth (IUGG), in kilometres. */
const EARTH_KM = 6371.0088;
const RADIANS = Math.PI / 180;

/** Kilometres in a degree of latitude. */
const KM_A_DEGREE = EARTH_KM * RADIANS;

/**
 * Filters as one statement, which gives one row: the ids of the photos as a JSON array, in no order, a photo once for each file that
 * fulfils them; with `photoIds`, the ids of the files of these photos that do. The function `loose_words` must be known to the connection. (Half a hundred thousand rows of their own would take three times as long to hand over.)
 */
export function compileFilters(
  filters: readonly Filter[],
  { scope, spaceId }: FilterScope,
  stored: StoredNames,
  photoIds?: readonly number[],
): CompiledFilters {
  const onFields = filters.flatMap(({ condition, negated, or }) => {
    return condition.field === 'field' && !negated && or === undefined ? [condition] : [];
  });
  const others = filters.filter(({ condition, negated, or }) => condition.field !== 'field' || negated || or);
  const clauses = others.map((filter) =>
    joinAlternatives([filter, ...(filter.or ?? [])].map((one) => compileFilter(one, spaceId, stored))),
  );
  if (onFields.length > 0) clauses.push(compileFields(onFields, stored.fields));
  const { rows, parameters: named } = compileScope(scope);
  clauses.push(...rows.map((sql) => ({ sql, parameters: [] })));
  if (photoIds !== undefined)
    clauses.push({ sql: `photo.content_id IN ${LISTED}`, parameters: [JSON.stringify(photoIds)] });
  // The index of folders serves a folder alone. Beside other clauses a scan of the one index that holds everything is quicker: a wide
  // folder has thousands below it. The plus keeps SQLite from the former.
  const isAlone = clauses.length === 1;
  const sqls = clauses.map(({ sql }) => `(${isAlone ? sql : sql.replaceAll('photo.folder_id', '+photo.folder_id')})`);
  const where = sqls.length === 0 ? '' : ` WHERE ${sqls.join(' AND ')}`;
  return {
    sql: `SELECT json_group_array(${photoIds === undefined ? 'content_id' : 'file_id'}) FROM filter_row AS photo${where}`,
    parameters: clauses.flatMap(({ parameters }) => parameters),
    named,
  };
}

function compileFilter({ condition, negated }: Filter, spaceId: number, stored: StoredNames): Compiled {
  const clause = compileCondition(condition, spaceId, stored);
  // An unknown value fulfils no condition, and so fulfils its negation.
  return negated ? { ...clause, sql: `(${clause.sql}) IS NOT TRUE` } : clause;
}

/** Every folder's path ends with a separator, and so lies in the range of the folders above it and in its own. */
function isBelow(folder: string): Compiled {
  const { from, before } = toPathRange(folder);
  return {
    sql: isBelowFolder('?', '?'),
    parameters: [from, before],
  };
}

function compileCondition(condition: Condition, spaceId: number, { values, fields }: StoredNames): Compiled {
  const valuesOf = (field: KeyedField, value: string) => JSON.stringify(values.list(field, value, spaceId));
  switch (condition.field) {
    case 'taken':
      return compileTaken(condition);
    case 'in':
      return joinAlternatives((condition.spellings ?? [condition.folder]).map(isBelow));
    case 'folder':
      return {
        sql: `photo.folder_id IN ${LISTED}`,
        parameters: [JSON.stringify(values.listFolders(condition.name))],
      };
    case 'ext':
      return { sql: 'photo.ext = ?', parameters: [condition.value] };
    case 'camera':
    case 'lens': {
      const { field, value, exact } = condition;
      const found = exact ? valuesOf(field, value) : JSON.stringify(values.listHolding(field, value, spaceId));
      return { sql: `photo.${field} IN ${LISTED}`, parameters: [found] };
    }
    case 'near':
      return compileNear(condition);
    case 'country':
      return { sql: 'photo.country = ?', parameters: [condition.code] };
    case 'city':
      return { sql: `photo.city IN ${LISTED}`, parameters: [valuesOf('city', condition.value)] };
    case 'keyword':
      return {
        sql: `photo.file_id IN (SELECT file_id FROM keyword WHERE word IN ${LISTED})`,
        parameters: [valuesOf('keyword', condition.value)],
      };
    case 'person':
      return joinEither(compilePerson(condition.value), compileNamedFace(condition.value));
    case 'tag':
      return {
        sql: `photo.content_id IN (SELECT content_id FROM tag WHERE space_id = ? AND name IN ${LISTED})`,
        parameters: [spaceId, valuesOf('tag', condition.value)],
      };
    case 'field':
      return compileFields([condition], fields);
    case 'text':
      return compileFrameText(condition.value);
    case 'object':
      return compileObject(condition);
    case 'faces':
      return compileFaces(condition);
    case 'color':
      return { sql: 'photo.looks & ? <> 0', parameters: [colourBit(condition.value)] };
    case 'has':
      if (condition.value === 'text') return { sql: HAS_TEXT, parameters: [] };
      if (condition.value === 'face') return { sql: HAS_FACE, parameters: [] };
      return { sql: 'photo.traits & ? <> 0', parameters: [TRAITS[condition.value]] };
    case 'is':
      if (condition.value === 'drawing') return compileDrawing(spaceId);
      if (condition.value === 'night') return compileNight(spaceId);
      return { sql: IS_CLAUSES[condition.value], parameters: [] };
    default: {
      const column = NUMBER_COLUMNS[condition.field];
      return joinBounds(column, [
        [`${column} >= ?`, condition.range.min],
        [`${column} <= ?`, condition.range.max],
      ]);
    }
  }
}

/**
 * A date matches when all of it lies between the bounds. One that is known in part is stored as far as it is known (`1975-06`) and sorts
 * before every moment within it: a bound at the beginning of a year, month or day is cut to that, and of the dates below an upper bound those
 * that hold it are left out.
 */
export function compileTaken({ from, before }: Extract<Condition, { field: 'taken' }>): Compiled {
  const bounds: Compiled[] = [];
  if (from !== null) bounds.push({ sql: 'photo.taken_local >= ?', parameters: [cutToPeriod(from)] });
  if (before !== null) {
    const end = cutToPeriod(before);
    // The year, month and day that the bound lies within: a comparison for each row is not for nothing.
    const around = [4, 7, 10].filter((length) => length < end.length).map((length) => end.slice(0, length));
    const sqls = ['photo.taken_local < ?', ...around.map(() => 'photo.taken_local <> ?')];
    bounds.push({ sql: sqls.join(' AND '), parameters: [end, ...around] });
  }
  if (bounds.length === 0) return { sql: 'photo.taken_local IS NOT NULL', parameters: [] };
  return {
    sql: bounds.map(({ sql }) => sql).join(' AND '),
    parameters: bounds.flatMap(({ parameters }) => parameters),
  };
}

/** The year, month or day that begins at this moment, or the moment. */
function cutToPeriod(local: string): string {
  return local
    .replace(/T00:00:00\.000$/, '')
    .replace(/^(\d{4}-\d\d)-01$/, '$1')
    .replace(/^(\d{4})-01$/, '$1');
}

/** Columns of rows `photo`, by the filter that compares them. */
export const NUMBER_COLUMNS = {
  rating: 'photo.rating',
  size: 'photo.size_bytes',
  width: 'photo.width',
  height: 'photo.height',
  duration: 'photo.duration_ms',
} as const;

/** Kinds that follow from the columns of a row `photo` alone, in SQL that every database reads alike. */
export const IS_BY_COLUMNS = {
  portrait: 'photo.height > photo.width',
  landscape: 'photo.width > photo.height',
  square: 'photo.width = photo.height',
  photo: "photo.kind = 'image'",
  video: "photo.kind = 'video'",
  document: "photo.kind = 'page'",
  model: "photo.kind = 'view'",
  live: `photo.traits & ${TRAITS.live} <> 0`,
  animation: `photo.traits & ${TRAITS.animation} <> 0`,
  panorama: `photo.traits & ${TRAITS.panorama} <> 0`,
  bw: `photo.looks & ${LOOKS.bw} <> 0`,
  blurred: `photo.looks & ${LOOKS.blurred} <> 0`,
  dark: `photo.looks & ${LOOKS.dark} <> 0`,
  bright: `photo.looks & ${LOOKS.bright} <> 0`,
} as const;

const IS_CLAUSES = {
  ...IS_BY_COLUMNS,
  favorite: 'photo.is_favorite = 1',
  undated: "photo.taken_local IS NULL OR photo.file_id IN (SELECT file_id FROM metadata WHERE taken_source = 'mtime')",
  screenshot: IS_SCREENSHOT,
  paper: IS_PAPER,
  sensitive: IS_SENSITIVE,
} as const;

/** Photos that fulfil one of two conditions. */
function joinEither(one: Compiled, other: Compiled): Compiled {
  return { sql: `(${one.sql}) OR ${other.sql}`, parameters: [...one.parameters, ...other.parameters] };
}

/** The values of a JSON array. */
const LISTED = '(SELECT value FROM json_each(?))';

/**
 * The words of a name, side by side. The full-text index finds candidates: it knows the case of most letters, and spellings stand for those that
 * it does not know. The names of a photo follow each other there, so that the end of one and the beginning of the next look like a third: each
 * name is compared by itself, too.
 */
function compilePerson(name: string): Compiled {
  const asked = listSpellings(name).map(quoteText).join(' OR ');
  const found = {
    sql: 'photo.file_id IN (SELECT rowid FROM file_text WHERE file_text MATCH ?)',
    parameters: [`people : (${asked})`],
  };
  const words = toLooseWords(name);
  if (!words.trim().includes(' ')) return found;
  return {
    sql: `${found.sql} AND EXISTS (SELECT 1 FROM metadata, json_each(metadata.data, '$.people') AS name
      WHERE metadata.file_id = photo.file_id AND instr(loose_words(name.value), ?))`,
    parameters: [...found.parameters, words],
  };
}

/**
 * A name as the index may hold it: the index does not fold letters whose capitals are several, a final sigma, alphabets newer than Unicode 6, and
 * composed letters of other alphabets than Latin.
 */
function listSpellings(name: string): string[] {
  let small = [toComparisonKey(name)];
  for (const [several, one] of FOLDED_TO_SEVERAL) small = small.flatMap((text) => [text, text.replace(several, one)]);
  const spellings = [name, name.toUpperCase(), ...small];
  return [...new Set([...spellings, ...spellings.map((text) => text.normalize('NFD'))])];
}

/** Characters whose comparison key is several letters, or a different one. */
const FOLDED_TO_SEVERAL = [
  [/ss/g, 'ß'],
  [/եւ/g, 'և'],
  [/σ(?!\p{L})/gu, 'ς'],
] as const;

function joinAlternatives(clauses: readonly Compiled[]): Compiled {
  return {
    sql: clauses.map(({ sql }) => (clauses.length === 1 ? sql : `(${sql})`)).join(' OR '),
    parameters: clauses.flatMap(({ parameters }) => parameters),
  };
}

/** Bounds that are there; without any, that the column is known. */
function joinBounds(column: string, bounds: readonly (readonly [sql: string, bound: Parameter | null])[]): Compiled {
  const set = bounds.filter((bound): bound is [string, Parameter] => bound[1] !== null);
  if (set.length === 0) return { sql: `${column} IS NOT NULL`, parameters: [] };
  return { sql: set.map(([sql]) => sql).join(' AND '), parameters: set.map(([, bound]) => bound) };
}

/** A box that the index knows, then the circle in it by the haversine formula. */
export function compileNear({ latitude, longitude, radiusKm }: Extract<Condition, { field: 'near' }>): Compiled {
  const reach = radiusKm / KM_A_DEGREE;
  const [south, north] = [latitude - reach, latitude + reach];
  // Half the width of the circle in degrees of longitude; over a pole it has all of them.
  const sine = Math.sin(Math.min(reach, 90) * RADIANS) / Math.cos(latitude * RADIANS);
  const half = north >= 90 || south <= -90 || !(sine < 1) ? 180 : Math.asin(sine) / RADIANS;
  const [west, east] = half >= 180 ? [-180, 180] : [longitude - half, longitude + half];
  // Over the date line the box is two.
  const isSplit = half < 180 && (west < -180 || east > 180);
  const box = isSplit ? '(photo.longitude >= ? OR photo.longitude <= ?)' : 'photo.longitude BETWEEN ? AND ?';
  const [first, second] = isSplit ? [west < -180 ? west + 360 : west, east > 180 ? east - 360 : east] : [west, east];
  // sin² of half the angle: no roots and arcs a photo.
  const most = Math.sin(Math.min(radiusKm / EARTH_KM / 2, Math.PI / 2)) ** 2;
  return {
    sql: `photo.latitude BETWEEN ? AND ? AND ${box} AND
      pow(sin(radians(photo.latitude - ?) / 2), 2) + ? * cos(radians(photo.latitude)) * pow(sin(radians(photo.longitude - ?) / 2), 2) <= ?`,
    parameters: [south, north, first, second, latitude, Math.cos(latitude * RADIANS), longitude, most],
  };
}
