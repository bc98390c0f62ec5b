/**
 * The state of the page as an address: `/?q=QUERY&sort=taken&photo=7`, `/?view=duplicates`, `/?view=people&person=3`. The bytes of an
 * uploaded image cannot be in an address; its name is, and the history entry has the key that finds them while the page is open.
 */
import type { SortOrder } from '../api/types.js';
import { parseQuery, printQuery } from '../query/query-text.js';
import { EMPTY_QUERY, type Query, type Term, type UploadTerm } from '../query/types.js';

/** `missing`: the browser was sent to an address where there is nothing. */
export type View = 'search' | 'duplicates' | 'people' | 'library' | 'missing';

export interface Route {
  view: View;
  query: Query;
  sort: SortOrder;
  /** Turned round. */
  reverse: boolean;
  /** Without a relevance threshold. */
  all: boolean;
  /** The photo that is looked at closely. */
  photo: number | null;
  /** Of the view of people: the one whose faces are shown; `null`: all. */
  person: number | null;
}

/** The state of a history entry beside its address. */
export interface EntryState {
  /** Of this entry alone. */
  key: string;
  /** Key of the uploaded image. */
  uploadKey?: string;
  /** The entry before it is the same search without the photo: closing the photo means going back. */
  canStepBack?: boolean;
}

export const HOME: Route = {
  view: 'search',
  query: EMPTY_QUERY,
  sort: 'relevance',
  reverse: false,
  all: false,
  photo: null,
  person: null,
};

/** Those with a name in addresses. */
const VIEWS: readonly View[] = ['duplicates', 'people', 'library'];

const SORTS: readonly SortOrder[] = ['relevance', 'taken', 'name', 'size'];

export function readRoute(address: string, state: EntryState | null): Route {
  const parameters = new URLSearchParams(address);
  const view = parameters.get('view');
  const sort = parameters.get('sort') as SortOrder;
  const photo = Number(parameters.get('photo'));
  const person = Number(parameters.get('person'));
  return {
    view: readView(view),
    query: readQuery(parameters, state),
    sort: SORTS.includes(sort) ? sort : 'relevance',
    reverse: parameters.has('reverse'),
    all: parameters.has('all'),
    // What is no number is no photo, and the page says so.
    photo: parameters.has('photo') ? photo || 0 : null,
    person: parameters.has('person') ? person || 0 : null,
  };
}

/** A view that there is not is a wrong address. */
function readView(view: string | null): View {
  if (view === null) return 'search';
  return VIEWS.find((one) => one === view) ?? 'missing';
}

function readQuery(parameters: URLSearchParams, state: EntryState | null): Query {
  const query = parseQuery(parameters.get('q') ?? '');
  const name = parameters.get('image');
  if (name === null) return query;
  const weight = Number(parameters.get('weight')) || 1;
  const image: Term = { kind: 'upload', value: name, key: state?.uploadKey ?? '', weight };
  return { ...query, terms: [image, ...query.terms] };
}

export function makeAddress({ view, query, sort, reverse, all, photo, person }: Route): string {
  const parameters = new URLSearchParams();
  if (view !== 'search') parameters.set('view', view);
  if (person !== null) parameters.set('person', String(person));
  const words = printQuery(query);
  if (words !== '') parameters.set('q', words);
  const image = getUpload(query);
  if (image !== undefined) {
    parameters.set('image', image.value);
    if (image.weight !== 1) parameters.set('weight', String(image.weight));
  }
  if (sort !== 'relevance') parameters.set('sort', sort);
  if (reverse) parameters.set('reverse', '');
  if (all) parameters.set('all', '');
  if (photo !== null) parameters.set('photo', String(photo));
  const text = parameters.toString().replace(/=(?=&|$)/g, '');
  return text === '' ? './' : `./?${text}`;
}

export function getUpload(query: Query): UploadTerm | undefined {
  return query.terms.find((term) => term.kind === 'upload');
}

/** The same for all addresses that show the same results: with a photo open, or without. */
export function getSearchKey(route: Route): string {
  return `${makeAddress({ ...route, photo: null })}#${getUpload(route.query)?.key ?? ''}`;
}
