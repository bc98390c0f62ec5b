import type { Evidence, PersonEvidence } from '../../model/evidence.js';
import { listAlternatives } from '../../model/filter.js';
import type { FrameLook } from '../../model/look.js';
import type { FrameText } from '../../store/queries/frame-texts.js';
import type { TextField } from '../../store/text-fields.js';
import type { SearchContext } from '../context.js';
import type { Answer } from '../find-answer.js';
import { listColoured } from '../look/seen.js';
import type { RankedPhoto } from '../model.js';
import type { MatchReason, SearchResult } from '../types/answer.js';
import { addMoments } from './add-moments.js';
import { type FoundEvidence, listEvidence, locateVectors } from './list-evidence.js';
import { findObjects, listFiltered, listFilteredClasses } from './list-objects.js';
import { putMatchingFirst } from './put-matching-first.js';
import { putPresentFirst } from './put-present-first.js';
import { round, toCosine } from './round.js';
import { toPhoto } from './to-photo.js';

/** Turns ranked photos into results with their metadata and evidence, in the same order. Photos removed a moment ago are left out. */
export async function presentPhotos(
  context: SearchContext,
  ranked: readonly RankedPhoto[],
  {
    terms,
    filters,
    ownFilters,
    ranking,
    looks: asked,
    coloured,
    counts,
  }: Pick<Answer, 'terms' | 'filters' | 'ownFilters' | 'ranking' | 'looks' | 'coloured' | 'counts'>,
): Promise<SearchResult[]> {
  const { catalogue, scope } = context;
  const rows = catalogue.files.listPhotos(
    ranked.map(({ id }) => id),
    scope,
  );
  await putPresentFirst(context, rows);
  putMatchingFirst(context, rows, filters);
  const words = terms?.significant ?? [];
  const hits = ranked.flatMap(({ text }) => text ?? []);
  const columns = catalogue.texts.findColumns(
    hits.flatMap(({ fileId, isByFrame }) => (isByFrame ? [] : fileId)),
    words,
  );
  const frameTexts = catalogue.frameTexts.read(hits.flatMap(({ frameTextIds }) => frameTextIds ?? []));
  const photos = addMoments(catalogue, ranking.spaces, ranked, rows);
  const locations = locateVectors(catalogue, photos, rows);
  const nearest = asked.length === 0 ? [] : ranked.flatMap(({ vectors }) => vectors[0]?.vectorId ?? []);
  const looks = nearest.length === 0 ? new Map<number, FrameLook>() : catalogue.looks.ofVectors(nearest);
  const things = listColoured(catalogue, nearest, coloured);
  const wanted = listAlternatives([...filters, ...ownFilters]).filter(({ negated }) => !negated);
  const people = await findPeople(catalogue, wanted, ranked);
  const filtered = listFilteredClasses(wanted);
  const found: FoundEvidence = {
    ...{ locations, frameTexts, words, asked, coloured, counts, filtered, looks, things, lifted: ranking.lifted },
    objects: findObjects(catalogue, ranked, { counts, filtered }),
    lines: findLines(catalogue, frameTexts),
    findFrame: (id, ordinal) => catalogue.frames.find(id, ordinal),
  };
  return photos.flatMap((one) => {
    const row = rows.get(one.id);
    if (row === undefined) return [];
    const photo = toPhoto(row);
    const fields = listFields(one, columns);
    const evidence = listEvidence(one, photo, fields, found);
    const [vector] = one.vectors;
    const best = evidence.reduce((most, { relevance }) => Math.max(most, relevance), 0);
    const isFound = evidence.length > 0;
    if (filtered.length > 0) evidence.push(...listFiltered(one.id, evidence, found));
    const named = people.get(one.id);
    if (named !== undefined) evidence.push(...named);
    // Added to it: a new object takes four times as long.
    const result = photo as SearchResult;
    result.cosine = vector === undefined ? null : toCosine(vector.cosine);
    result.relevance = isFound ? round(best) : null;
    result.matched = listReasons(one, fields, evidence);
    result.evidence = evidence;
    result.identical = false;
    result.collapsed = one.collapsed;
    return result;
  });
}

/** The lines that were read in the pictures whose text matches. */
function findLines(
  { regions }: SearchContext['catalogue'],
  frameTexts: ReadonlyMap<number, FrameText>,
): FoundEvidence['lines'] {
  const read = [...frameTexts.values()].flatMap(({ isRecognised, photoId }) => (isRecognised ? photoId : []));
  return read.length === 0 ? new Map() : regions.listOfPhotos([...new Set(read)], 'text');
}

/** Loaded only where somebody has a name, and is asked for. */
async function findPeople(
  catalogue: SearchContext['catalogue'],
  wanted: Answer['filters'],
  ranked: readonly RankedPhoto[],
): Promise<ReadonlyMap<number, readonly PersonEvidence[]>> {
  const isAsked = wanted.some(({ condition }) => condition.field === 'person');
  if (!isAsked || catalogue.people.hasNoNames()) return new Map();
  const { listPeople } = await import('./list-people.js');
  return listPeople(
    catalogue,
    wanted,
    ranked.map(({ id }) => id),
  );
}

/** Where terms of the query stand in the file that matches. A code in the middle of a name is in no column. */
function listFields({ text }: RankedPhoto, columns: ReadonlyMap<number, TextField[]>): readonly TextField[] {
  return text === undefined || text.isByFrame ? [] : (columns.get(text.fileId) ?? ['name']);
}

function listReasons(one: RankedPhoto, fields: readonly TextField[], evidence: readonly Evidence[]): MatchReason[] {
  const reasons: MatchReason[] = one.isByVector ? ['vector'] : [];
  if (fields.length > 0) reasons.push(...fields);
  if (evidence.some(({ type }) => type === 'text')) reasons.push(...listFrameFields(evidence));
  if (one.thing !== undefined) reasons.push('object');
  return reasons;
}

/** Each once, as evidence names them: `page`. */
function listFrameFields(evidence: readonly Evidence[]): Iterable<string> {
  return new Set(evidence.flatMap((one) => (one.type === 'text' && one.frame !== undefined ? one.field : [])));
}
