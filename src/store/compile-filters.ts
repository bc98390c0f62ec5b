import { sep } from 'node:path';
import type { Condition, Filter } from '../search/query/types.js';

type Parameter = string | number;

/** A statement with what is bound to its question marks, in their order. */
export interface Compiled {
  sql: string;
  parameters: Parameter[];
}

/** What a folder restricts a reader to, and whose tags are asked. */
export interface FilterScope {
  within?: string | undefined;
  modelId: number;
}

/** The mean radius of the Earth (IUGG), in kilometres. */
const EARTH_KM = 6371.0088;
const RADIANS = Math.PI / 180;

/** Kilometres in a degree of latitude. */
const KM_A_DEGREE = EARTH_KM * RADIANS;

/**
 * Filters as one statement, which gives one row: the ids of the photos as a JSON array, in no order, a photo once for each file that
 * fulfils them. (Half a hundred thousand rows of their own would take three times as long to hand over.)
 */
export function compileFilters(filters: readonly Filter[], { within, modelId }: FilterScope): Compiled {
  const clauses = filters.map(({ condition, negated }) => {
    const clause = compileCondition(condition, modelId);
    // What is unknown fulfils no condition, and so fulfils its opposite.
    return negated ? { ...clause, sql: `(${clause.sql}) IS NOT TRUE`, mayMiss: true } : clause;
  });
  if (within !== undefined) clauses.push({ sql: 'file.path >= ? AND file.path < ?', parameters: pathRange(within) });
  const from = ['file'];
  if (clauses.some(({ sql }) => sql.includes('fact.'))) {
    // Only where a fact has to be there may the facts be asked first.
    const isNeeded = clauses.some(({ sql, mayMiss }) => sql.includes('fact.') && !mayMiss);
    from.push(`${isNeeded ? 'JOIN' : 'LEFT JOIN'} fact ON fact.file_id = file.id`);
  }
  if (clauses.some(({ sql }) => sql.includes('content.'))) from.push('JOIN content ON content.id = file.content_id');
  const where = ['file.content_id IS NOT NULL', ...clauses.map(({ sql }) => `(${sql})`)].join(' AND ');
  return {
    sql: `SELECT json_group_array(file.content_id) FROM ${from.join(' ')} WHERE ${where}`,
    parameters: clauses.flatMap(({ parameters }) => parameters),
  };
}

interface Clause extends Compiled {
  /** It may be fulfilled by a file without facts. */
  mayMiss?: boolean;
}

function compileCondition(condition: Condition, modelId: number): Clause {
  switch (condition.field) {
    case 'taken': {
      const bounds = [
        ['fact.taken_local >= ?', condition.from],
        ['fact.taken_local < ?', condition.before],
      ] as const;
      return joinBounds('fact.taken_local', bounds);
    }
    case 'in':
      return { sql: 'file.path >= ? AND file.path < ?', parameters: pathRange(condition.folder) };
    case 'folder':
      return {
        sql: like('file.path'),
        parameters: [`%${escapeLike(`${sep}${condition.name.replaceAll('/', sep)}${sep}`)}%`],
      };
    case 'ext':
      return { sql: like('file.path'), parameters: [`%${escapeLike(`.${condition.value}`)}`] };
    case 'camera':
    case 'lens':
      return { sql: like(`fact.${condition.field}`), parameters: [`%${escapeLike(condition.value)}%`] };
    case 'near':
      return compileNear(condition);
    case 'country':
      return { sql: 'fact.country = ?', parameters: [condition.code] };
    case 'city':
      return { sql: 'fact.city = ? COLLATE NOCASE', parameters: [condition.value] };
    case 'keyword':
      return { sql: 'file.id IN (SELECT file_id FROM keyword WHERE word = ?)', parameters: [condition.value] };
    case 'person':
      return {
        sql: 'file.id IN (SELECT rowid FROM file_text WHERE file_text MATCH ?)',
        parameters: [`people : "${condition.value.replaceAll('"', '""')}"`],
      };
    case 'tag':
      return {
        sql: 'file.content_id IN (SELECT content_id FROM tag WHERE model_id = ? AND name = ?)',
        parameters: [modelId, condition.value],
      };
    case 'is':
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

const NUMBER_COLUMNS = {
  rating: 'fact.rating',
  size: 'file.size_bytes',
  width: 'content.width',
  height: 'content.height',
} as const;

const IS_CLAUSES = {
  portrait: 'content.height > content.width',
  landscape: 'content.width > content.height',
  square: 'content.width = content.height',
  favorite: 'fact.is_favorite = 1',
} as const;

/** Bounds that are there; without any, that the column is known. */
function joinBounds(column: string, bounds: readonly (readonly [sql: string, bound: Parameter | null])[]): Clause {
  const set = bounds.filter((bound): bound is [string, Parameter] => bound[1] !== null);
  if (set.length === 0) return { sql: `${column} IS NOT NULL`, parameters: [] };
  return { sql: set.map(([sql]) => sql).join(' AND '), parameters: set.map(([, bound]) => bound) };
}

/** A box that the index knows, then the circle in it by the haversine formula. */
function compileNear({ latitude, longitude, radiusKm }: Extract<Condition, { field: 'near' }>): Clause {
  const reach = radiusKm / KM_A_DEGREE;
  const [south, north] = [latitude - reach, latitude + reach];
  // Half the width of the circle in degrees of longitude; over a pole it has all of them.
  const sine = Math.sin(Math.min(reach, 90) * RADIANS) / Math.cos(latitude * RADIANS);
  const half = north >= 90 || south <= -90 || !(sine < 1) ? 180 : Math.asin(sine) / RADIANS;
  const [west, east] = [longitude - half, longitude + half];
  // Over the date line the box is two.
  const isSplit = half < 180 && (west < -180 || east > 180);
  const box = isSplit ? '(fact.longitude >= ? OR fact.longitude <= ?)' : 'fact.longitude BETWEEN ? AND ?';
  const [first, second] = isSplit ? [west < -180 ? west + 360 : west, east > 180 ? east - 360 : east] : [west, east];
  // sin² of half the angle: no roots and arcs a photo.
  const most = Math.sin(Math.min(radiusKm / EARTH_KM / 2, Math.PI / 2)) ** 2;
  return {
    sql: `fact.latitude BETWEEN ? AND ? AND ${box} AND
      pow(sin(radians(fact.latitude - ?) / 2), 2) + ? * cos(radians(fact.latitude)) * pow(sin(radians(fact.longitude - ?) / 2), 2) <= ?`,
    parameters: [south, north, first, second, latitude, Math.cos(latitude * RADIANS), longitude, most],
  };
}

/** What every path below a folder lies between: from the first, before the second. */
export function pathRange(folder: string): [string, string] {
  const prefix = folder.endsWith(sep) ? folder : folder + sep;
  return [prefix, prefix.slice(0, -1) + String.fromCharCode(sep.charCodeAt(0) + 1)];
}

const like = (column: string) => `${column} LIKE ? ESCAPE '\\'`;

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
