import { basename, dirname, extname } from 'node:path';
import { closest, distance } from 'fastest-levenshtein';
import { PhotoseekError } from '../../../errors.js';
import type { FrameLocation } from '../../../model/evidence.js';
import { formatTime } from '../../../model/format-location.js';
import { listPlaces } from '../../../model/list-places.js';
import { escapeText } from '../../../runtime/fs-path.js';
import type { SearchResult } from '../../../search/types/answer.js';
import { formatCamera, formatPlace, formatTaken } from './describe-metadata.js';
import { describeReasons } from './list-results.js';

/** The fields of `--format`. Unknown values are empty. */
const FIELDS: Record<string, (result: SearchResult, rank: number) => string | number | null | undefined> = {
  rank: (_, rank) => rank,
  id: ({ id }) => id,
  path: ({ path }) => path,
  name: ({ path }) => basename(path),
  stem: ({ path }) => basename(path, extname(path)),
  folder: ({ path }) => dirname(path),
  duplicates: ({ otherPaths }) => otherPaths.length,
  relevance: ({ relevance }) => relevance?.toFixed(3),
  cosine: ({ cosine }) => cosine?.toFixed(5),
  matched: ({ matched }) => matched.join(','),
  why: describeReasons,
  format: ({ format }) => format,
  kind: ({ kind }) => kind,
  at: (result) => formatAt(listPlaces(result)[0]),
  page: (result) => listPlaces(result)[0]?.page,
  width: ({ width }) => width,
  height: ({ height }) => height,
  size: ({ sizeBytes }) => sizeBytes,
  modified: ({ modifiedAtMs }) => new Date(modifiedAtMs).toISOString(),
  taken: formatTaken,
  takenSource: ({ metadata }) => metadata?.takenAt?.source,
  place: formatPlace,
  city: ({ metadata }) => metadata?.place?.city ?? metadata?.near?.city,
  country: ({ metadata }) => metadata?.place?.country ?? metadata?.near?.countryName,
  latitude: ({ metadata }) => metadata?.gps?.latitude,
  longitude: ({ metadata }) => metadata?.gps?.longitude,
  camera: formatCamera,
  lens: ({ metadata }) => metadata?.lens,
  rating: ({ metadata }) => metadata?.rating,
  title: ({ metadata }) => metadata?.title,
  description: ({ metadata }) => metadata?.description,
  keywords: ({ metadata }) => metadata?.keywords.join(', '),
  people: ({ metadata }) => metadata?.people.join(', '),
};

function formatAt(place: FrameLocation | undefined): string | undefined {
  return place?.atMs == null ? undefined : formatTime(place.atMs);
}

/** Fields of paths; the others are texts. */
const PATH_FIELDS: ReadonlySet<string> = new Set(['path', 'name', 'stem', 'folder']);

/** The names of the fields, for the help text. */
export const TEMPLATE_FIELDS = Object.keys(FIELDS);

const ESCAPES: Record<string, string> = { t: '\t', n: '\n', r: '\r', '0': '\0', '\\': '\\', '{': '{', '}': '}' };

/**
 * Compiles a template such as `{path}\t{relevance}` to a formatter. `\t`, `\n`, `\r`, `\0`, `\\`, `\{` and `\}` are escapes.
 * The lines are for `toFsPath`: names that are not valid UTF-8 are escaped in them.
 * @throws PhotoseekError `bad-argument` for an unknown field, with the nearest name
 */
export function parseTemplate(template: string): (result: SearchResult, rank: number) => string {
  const parts: ((result: SearchResult, rank: number) => string)[] = [];
  const pattern = /\{([^{}]*)\}|\\([tnr0\\{}])|[^{}\\]+|[{}\\]/g;
  for (const [piece, field, escaped] of template.matchAll(pattern)) {
    if (field !== undefined) parts.push(readField(field.trim()));
    else parts.push(() => (escaped === undefined ? piece : (ESCAPES[escaped] as string)));
  }
  return (result, rank) => parts.map((part) => part(result, rank)).join('');
}

function readField(name: string): (result: SearchResult, rank: number) => string {
  const field = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
  if (field !== undefined) {
    const toLinePart = PATH_FIELDS.has(name) ? (path: string) => path : escapeText;
    return (result, rank) => toLinePart(String(field(result, rank) ?? ''));
  }
  const nearest = closest(name.toLowerCase(), TEMPLATE_FIELDS);
  const isNear = distance(name.toLowerCase(), nearest) <= Math.max(2, name.length / 2);
  throw new PhotoseekError('bad-argument', `Unknown field {${name}} in --format.`, {
    hint: isNear ? `Did you mean {${nearest}}?` : `Fields: ${TEMPLATE_FIELDS.join(', ')}`,
    details: { field: name, nearest },
  });
}
