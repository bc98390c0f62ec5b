import { printBox } from '../../src/model/box.js';
import type { PhotoRegion } from '../../src/model/region.js';
import type { WhereResponse } from '../../src/search/types/where.js';
import { t } from '../language/translate.js';
import { getPlainText, printFilters, printQuery } from '../query/query-text.js';
import { isEmptyQuery, type Query, type Term } from '../query/types.js';
import { getPart, getUploadedFile, type PhotoPart } from '../state/uploads.js';
import { ApiError, ask, toParameters } from './client.js';
import type { Answer, Facets, Frame, Frames, LinkedOverview, PhotoDetail, SortOrder, Suggestions } from './types.js';

/** Parameters of a page of results. */
export interface SearchAsk {
  query: Query;
  sort: SortOrder;
  reverse: boolean;
  all: boolean;
  limit: number;
  cursor: string | null;
}

/** The limit of the server, checked before the upload. */
const MAX_UPLOAD_MEGABYTES = 50;

/** One page of results. */
export async function search(asked: SearchAsk, signal: AbortSignal): Promise<Answer> {
  const [term, ...others] = asked.query.terms;
  if (term?.kind === 'upload' && others.length === 0) return searchByImage(term.key, asked, signal);
  return post<Answer>('search', asked.query, { ...makeQuery(asked.query), ...makeOptions(asked) }, signal);
}

/** An image alone: files with the same bytes come first, marked as identical. */
async function searchByImage(key: string, asked: SearchAsk, signal: AbortSignal): Promise<Answer> {
  const filters = printFilters(asked.query.filters);
  const part = getPart(key);
  if (part !== undefined) return searchByPart(part, { ...makeOptions(asked), filters }, signal);
  const form = new FormData();
  form.set('image', readUpload(key));
  return ask(`search/by-image?${toParameters({ ...makeOptions(asked), filters })}`, { method: 'POST', form, signal });
}

/** Of its file, which has more pixels than the page has: the photo itself is left out of the answer. */
function searchByPart({ id, box }: PhotoPart, options: Record<string, string | number | boolean>, signal: AbortSignal) {
  return ask<Answer>(`similar/${id}?${toParameters({ box: printBox(box, 4), ...options })}`, { signal });
}

/** A query as JSON, with its uploaded image if it has one. */
async function post<Result>(route: string, query: Query, json: object, signal: AbortSignal): Promise<Result> {
  const upload = query.terms.find((term) => term.kind === 'upload');
  if (upload === undefined) return ask(route, { method: 'POST', json, signal });
  const form = new FormData();
  form.set('query', JSON.stringify(json));
  form.set('image', readUpload(upload.key));
  return ask(route, { method: 'POST', form, signal });
}

function makeQuery(query: Query): Record<string, unknown> {
  const { terms } = query;
  const filters = printFilters(query.filters);
  // Text that only the server can refuse, or a path, which it does refuse, is sent in the query language.
  const isText =
    getPlainText(query) !== undefined ||
    terms.some(({ kind }) => kind === 'refused' || kind === 'path') ||
    hasAlternatives(terms);
  return {
    ...(isText ? { q: printQuery({ terms, filters: [] }) } : {}),
    ...(isText || terms.length === 0 ? {} : { terms: terms.map(toApiTerm) }),
    ...(filters === '' ? {} : { filters }),
  };
}

/** Alternatives have a form in the query language only, in which uploaded images have none. */
function hasAlternatives(terms: readonly Term[]): boolean {
  return terms.some((term) => 'or' in term) && terms.every(({ kind }) => kind !== 'upload');
}

function makeOptions({ sort, reverse, all, limit, cursor }: SearchAsk): Record<string, string | number | boolean> {
  return {
    ...(sort === 'relevance' ? {} : { sort }),
    ...(reverse ? { reverse } : {}),
    ...(all ? { all } : {}),
    // A person typed the query: it is stored for suggestions.
    ...(cursor === null ? { remember: true } : { cursor }),
    limit,
    // Near-duplicates are one tile with their number.
    collapse: true,
  };
}

function toApiTerm(term: Term): Record<string, unknown> {
  const weight = term.weight === 1 ? {} : { weight: term.weight };
  if (term.kind === 'text') return { text: term.value, ...weight };
  if (term.kind === 'id') return { id: Number(term.value), ...weight };
  if (term.kind === 'url') return { url: term.value, ...weight };
  return { upload: 0, ...weight };
}

function readUpload(key: string): File {
  const file = getUploadedFile(key);
  if (file === undefined) {
    throw new ApiError(t('upload.gone'), { hint: t('upload.again') });
  }
  if (file.size > MAX_UPLOAD_MEGABYTES * 1024 * 1024) {
    throw new ApiError(t('upload.large', { most: MAX_UPLOAD_MEGABYTES, size: Math.ceil(file.size / 1024 / 1024) }), {
      hint: t('upload.smaller'),
    });
  }
  return file;
}

export function getPhoto(id: number, signal: AbortSignal): Promise<PhotoDetail> {
  return ask(`photos/${id}`, { signal });
}

/** The moments of a film, pages of a document, views of a model, in their order. */
export async function getFrames(id: number): Promise<readonly Frame[]> {
  const { frames } = await ask<Frames>(`photos/${id}/frames`);
  return frames;
}

/** The lines of text and the things that were found in a photo. */
export async function getRegions(id: number, signal: AbortSignal): Promise<{ id: number; regions: PhotoRegion[] }> {
  const { regions } = await ask<{ regions: PhotoRegion[] }>(`photos/${id}/regions`, { signal });
  return { id, regions };
}

/** Where the terms of a text lie in a photo, or in one of its frames. */
export function getWhere(
  id: number,
  { q, frame }: { q: string; frame: number | null },
  signal: AbortSignal,
): Promise<WhereResponse> {
  return ask(`photos/${id}/where?${toParameters({ q, ...(frame === null ? {} : { frame }) })}`, { signal });
}

/** The photos that look most like one. */
export function getNeighbours(id: number, signal: AbortSignal): Promise<Answer> {
  return ask(`similar/${id}?${toParameters({ limit: 12 })}`, { signal });
}

/** Counts over everything, or over what a query finds. */
export function getFacets(query: Query, signal: AbortSignal, all = false): Promise<Facets> {
  if (isEmptyQuery(query)) return ask('facets', { signal });
  return post('facets', query, { ...makeQuery(query), ...(all ? { all } : {}) }, signal);
}

export const getOverview = (signal: AbortSignal): Promise<LinkedOverview> => ask('overview', { signal });

export function getSuggestions(typed: string, signal: AbortSignal): Promise<Suggestions> {
  return ask(`suggest?${toParameters({ q: typed, limit: 8 })}`, { signal });
}
