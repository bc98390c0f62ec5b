import { type Filter, listAlternatives } from '../../model/filter.js';
import { isEverything } from '../../model/read-scope.js';
import { INSTALL_FFMPEG } from '../../runtime/ffmpeg-hint.js';
import { findSpelling } from '../../runtime/find-nearest.js';
import type { SearchContext } from '../context.js';
import type { Answer } from '../find-answer.js';
import type { Space } from '../spaces/space.js';
import type { Notice } from '../types/answer.js';
import { explainEmpty } from './explain-empty.js';
import { explainReading } from './explain-reading.js';

/** Fields that a notice names. */
const MAX_NAMED = 10;

/** Notices that an answer carries. */
export function collectNotices(context: SearchContext, answer: Answer): Notice[] {
  const { embedded, ranking, spaces, hits } = answer;
  const notices: Notice[] = [];
  const silent = context.spaces.silent(spaces);
  if (silent?.state === 'building') notices.push(buildingNotice(context, silent.space));
  if (silent?.state === 'retired') notices.push(retiredNotice(context, silent.space));
  notices.push(...listUnknownFields(context, answer.filters));
  const maxTokens = Math.min(...(embedded?.truncatedAt ?? []));
  if (Number.isFinite(maxTokens)) {
    notices.push({
      code: 'query-truncated',
      message: `The query is long: only its first ${maxTokens} tokens were used.`,
    });
  }
  notices.push(...(answer.read?.notices ?? []));
  if (ranking.newestOnly !== undefined) notices.push(newestNotice(ranking.newestOnly));
  if (!answer.read?.isRead) notices.push(...explainReading(answer.asked, embedded?.language?.codes));
  const unknown = embedded?.unknownWords ?? [];
  // A word that stands in a name or in metadata was of use.
  if (unknown.length > 0 && hits.size === 0) notices.push(unknownWordsNotice(unknown, spaces));
  if (spaces.every(({ index }) => index.size === 0)) notices.push(emptyNotice(context, spaces));
  else if (answer.total === 0) notices.push(explainEmpty(context, answer.filters) ?? noGoodMatchNotice(0));
  else if (ranking.noGoodMatch) notices.push(noGoodMatchNotice(ranking.order.length));
  return notices;
}

/** A field may be set for the first time later: asking for one that no photo has is no error, but may be a slip. */
function listUnknownFields({ catalogue, scope }: SearchContext, filters: readonly Filter[]): Notice[] {
  const asked = new Set(
    listAlternatives(filters).flatMap(({ condition }) => (condition.field === 'field' ? [condition.name] : [])),
  );
  const unknown = [...asked].filter((name) => {
    const field = catalogue.fields.find(name);
    return field === undefined || (!isEverything(scope) && !catalogue.fields.listNames(scope).includes(field.name));
  });
  return unknown.map((name) => {
    const names = catalogue.fields.listNames(scope);
    const nearest = findSpelling(name, names);
    const known =
      names.length === 0
        ? 'No photo has fields.'
        : `Fields are ${names.slice(0, MAX_NAMED).join(', ')}${names.length > MAX_NAMED ? '…' : ''}.`;
    const hint = nearest === undefined ? known : `Did you mean ${nearest}?`;
    return { code: 'unknown-field', message: `No photo has a field ${name}. ${hint}` };
  });
}

/** Of `Anna OR a dog` among very many photos of Anna, on servers of published libraries. */
function newestNotice(photos: number): Notice {
  return {
    code: 'newest-only',
    message: `So many photos are of a name between the ORs that only the newest ${photos} of them are among the results. Fewer are with a filter, for example taken:${new Date().getFullYear()}.`,
  };
}

function unknownWordsNotice(words: readonly string[], spaces: readonly Space[]): Notice {
  const models = spaces.map(({ row }) => row.name).join(', ');
  const quoted = words.map((word) => `“${word}”`).join(', ');
  return {
    code: 'unknown-words',
    message: `${quoted} ${words.length === 1 ? 'is' : 'are'} unknown to ${models}: the results say little about ${words.length === 1 ? 'it' : 'them'}.`,
  };
}

function noGoodMatchNotice(given: number): Notice {
  const message = given === 0 ? 'No photo matches.' : 'No photo matches well; these are merely the closest.';
  return { code: 'no-good-match', message };
}

/** Why a library without vectors answers nothing. */
function emptyNotice({ catalogue, scope }: SearchContext, spaces: readonly Space[]): Notice {
  const names = spaces.map(({ row }) => row.name).join(', ');
  const undecoded = catalogue.counts.undecoded(scope);
  const remedy =
    undecoded === 0
      ? 'Add some with: photoseek index FOLDER'
      : `${undecoded === 1 ? '1 video waits' : `${undecoded} videos wait`} for ffmpeg: ${INSTALL_FFMPEG}; then photoseek index`;
  return { code: 'library-empty', message: `No photo is indexed with ${names} yet. ${remedy}` };
}

function buildingNotice({ catalogue, spaces, scope }: SearchContext, { row, owners }: Space): Notice {
  // The number of photos that do not exist for a reader is not the reader's to know.
  const progress = isEverything(scope)
    ? `${owners.countPhotos()} of ${catalogue.counts.photos()} photos`
    : 'not all photos';
  return {
    code: 'space-building',
    message: `${progress} are indexed with ${row.name}; until all are, ${spaces.default.row.name} answers.`,
  };
}

function retiredNotice({ spaces }: SearchContext, { row }: Space): Notice {
  return {
    code: 'space-retired',
    message: `${row.name} is retired: ${spaces.default.row.name} answers. To use it again: photoseek index FOLDER --model ${row.name}`,
  };
}
