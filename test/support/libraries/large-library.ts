/**
 * A FAKE library of any size, in memory, for the page: what it answers is made up, but every answer has the shape of a real one, and pages,
 * filters and index runs behave. Nothing about searching is tested with it.
 */
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PhotoseekError, throwIfAborted } from '#src/errors.js';
import type { IndexEvent, RunProgress, RunStatus } from '#src/indexer/progress/events.js';
import type { MotionFilm, Root } from '#src/library/types/descriptions.js';
import type { ApiKey } from '#src/library/types/key-ring.js';
import type { Library } from '#src/library/types/library.js';
import type { FileMetadata } from '#src/metadata/file-metadata.js';
import { type ContentKind, KIND_OF_FRAME } from '#src/model/content-kind.js';
import type { Evidence } from '#src/model/evidence.js';
import type { FrameInfo } from '#src/model/frame.js';
import type { PhotoRegion } from '#src/model/region.js';
import type { SearchResponse, SearchResult } from '#src/search/types/answer.js';
import type { DuplicateGroup } from '#src/search/types/duplicates.js';
import type { FacetCount, OverviewGroup } from '#src/search/types/facets.js';
import type { Photo } from '#src/search/types/photo.js';
import type { SearchOptions } from '#src/search/types/request.js';
import { fakeStats, makeFakeLibrary } from '../../server/fake-library.js';
import { makeFakePeople } from './fake-people.js';

/** Properties of the fake library. */
export interface LargeLibraryOptions {
  photos: number;
  /** A secret that is required to sign in; absent: no key is required. */
  key?: string;
  /** How long an index run takes, in milliseconds; default 600. */
  indexMs?: number;
  /** Files that are no photos, by their ids. */
  media?: Readonly<Record<number, FakeMedia>>;
  /** Some people are in photos; default: faces were never looked for. */
  hasPeople?: boolean;
}

/** A film, a document or a model of the fake library. */
export interface FakeMedia {
  /** The file that is sent. */
  path: string;
  mediaType: string;
  format: string;
  frames: readonly FrameInfo[];
  /** Ordinals of the frames that answer every query, best first. */
  found: readonly number[];
  media: NonNullable<FileMetadata['media']>;
  /** It is a photo with this film. */
  film?: MotionFilm;
}

/** Its calls, newest last. */
export interface Asked {
  query: unknown;
  options: SearchOptions;
}

const SIZES = [
  [4000, 3000],
  [3000, 4000],
  [4000, 2250],
  [3000, 3000],
  [6000, 2000],
  [4032, 3024],
] as const;

/** The file of every photo. */
const SAMPLE = fileURLToPath(new URL('../../../data/samples/favourites/coffee-cup.jpg', import.meta.url));

/** The photo that no browser shows as it is. */
export const TIFF_ID = 6;

const PLACES = [
  { city: 'Zürich', country: 'CH', countryName: 'Switzerland', latitude: 47.37, longitude: 8.54 },
  { city: 'Paris', country: 'FR', countryName: 'France', latitude: 48.86, longitude: 2.35 },
  { city: 'Nairobi', country: 'KE', countryName: 'Kenya', latitude: -1.29, longitude: 36.82 },
  { city: 'Auckland', country: 'NZ', countryName: 'New Zealand', latitude: -36.85, longitude: 174.76 },
] as const;

const WORDS = ['beach', 'mountain', 'dog', 'garden', 'boat'] as const;

export function makePhotoNumber(id: number): Photo {
  const [width, height] = SIZES[id % SIZES.length] as readonly [number, number];
  return {
    id,
    contentHash: toHash(id),
    path: `/photos/${2010 + (id % 15)}/IMG_${String(id).padStart(5, '0')}.jpg`,
    otherPaths: id % 17 === 0 ? [`/backup/IMG_${id}.jpg`] : [],
    kind: 'image',
    frames: 1,
    format: id === TIFF_ID ? 'tiff' : 'jpeg',
    width,
    height,
    sizeBytes: 2_000_000 + id,
    modifiedAtMs: 1_700_000_000_000 + id,
    metadata: buildMetadata(id),
  };
}

/** Differs between photos, as that of their bytes would. */
function toHash(id: number): string {
  return id.toString(16).padStart(16, '0');
}

function buildMetadata(id: number): FileMetadata {
  const place = PLACES[id % PLACES.length] as (typeof PLACES)[number];
  return {
    takenAt: {
      localTime: `${2010 + (id % 15)}-0${1 + (id % 9)}-1${id % 10}T14:05:00.000`,
      offsetMinutes: 60,
      precision: 'time',
      source: 'exif',
    },
    gps: { latitude: place.latitude, longitude: place.longitude, altitudeM: null },
    near: { city: place.city, country: place.country, countryName: place.countryName, distanceKm: 1 },
    place: null,
    camera: { make: 'Canon', model: 'EOS 5D' },
    lens: '24-70mm',
    orientation: 1,
    rating: null,
    isFavorite: false,
    keywords: [WORDS[id % WORDS.length] as string],
    people: [],
    title: null,
    description: null,
    creator: null,
    iso: 200,
    exposureS: 0.004,
    fNumber: 2.8,
    focalLengthMm: 35,
    focalLength35mm: 35,
  };
}

function toResult(id: number, hasTerms: boolean): SearchResult {
  const relevance = hasTerms ? Math.max(0.05, 1 - id / 400) : null;
  return {
    ...makePhotoNumber(id),
    cosine: relevance,
    relevance,
    matched: [],
    evidence: hasTerms ? listReasons(id) : [],
    identical: false,
    collapsed: [],
  };
}

/** Two dogs and a cup in every eighth photo. */
function listThings(id: number): PhotoRegion[] {
  if (id % 8 !== 0) return [];
  return (['dog', 'cup', 'dog'] as const).map((label, i) => ({
    ...{ frame: 0, kind: 'object', label, score: 0.9 - i / 10 },
    box: { x: 0.1 + 0.3 * i, y: 0.25, width: 0.2, height: 0.5 },
  }));
}

/** The dogs, which are asked for, and a red cup. Every ninth photo has no colours, and no place of it can be shown. */
function listReasons(id: number): Evidence[] {
  const frame = { ordinal: 0, kind: 'image' as const, atMs: null, page: null };
  const [dog, cup, other] = listThings(id);
  if (dog === undefined || cup === undefined || other === undefined)
    return id % 9 === 0 ? [{ type: 'look', look: 'bw', share: 1, relevance: 0 }] : [];
  return [
    { type: 'object', label: 'dog', frame, boxes: [dog.box, other.box], score: dog.score, relevance: 0 },
    { type: 'look', look: 'red', share: 0.6, relevance: 0, thing: { label: 'cup', frame, box: cup.box } },
  ];
}

function describeMedia(id: number, media: FakeMedia | undefined): Partial<Photo> {
  if (media === undefined) return {};
  const [first] = media.frames;
  return {
    path: `/photos/IMG_${id}.${media.format}`,
    kind: KIND_OF_FRAME[first?.kind ?? 'image'],
    frames: media.frames.length,
    format: media.format,
    ...(media.film && { motion: media.film }),
    metadata: { ...buildMetadata(id), media: media.media },
  };
}

function listEvidence(media: FakeMedia): Evidence[] {
  return media.found.map((ordinal) => {
    const { kind, atMs, page } = media.frames[ordinal] as FrameInfo;
    const frame = { ordinal, kind, atMs, page };
    return { type: 'vector', space: 1, frame, region: 'whole', box: null, cosine: 0.3, relevance: 0.8 };
  });
}

/** An image that is cheap to generate and differs from its neighbours. */
function drawThumbnail(id: number, edge: number, shapeOf = id): Uint8Array {
  const { width, height } = makePhotoNumber(shapeOf);
  const scale = edge / Math.max(width, height);
  const [w, h] = [Math.round(width * scale), Math.round(height * scale)];
  const hue = (id * 47) % 360;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 4 3" preserveAspectRatio="none"><rect width="4" height="3" fill="hsl(${hue} 40% 60%)"/><circle cx="${1 + (id % 3)}" cy="1.4" r="0.8" fill="hsl(${hue + 40} 50% 75%)"/></svg>`;
  return Buffer.from(svg);
}

function count(label: string, filter: string, photos: number, share: number): FacetCount {
  return { label, filter, count: Math.max(1, Math.floor(photos * share)) };
}

/** Queries that are offered while nothing is typed. */
const EXAMPLES = [
  ['dog', 'dog'],
  ['boat · Paris', 'boat city:Paris'],
  ['garden · 2014', 'garden taken:2014'],
] as const;

/** The kinds of all files: photos but for the few that are given. */
function countKinds(indexed: number, media: LargeLibraryOptions['media'] = {}): Record<ContentKind, number> {
  const kinds = { image: indexed, video: 0, document: 0, model: 0 };
  for (const { frames } of Object.values(media)) {
    kinds.image--;
    kinds[KIND_OF_FRAME[frames[0]?.kind ?? 'image']]++;
  }
  return kinds;
}

function makeOverviewGroup(label: string, filter: string, firstId: number, photos: number): OverviewGroup {
  return {
    label,
    filter,
    count: photos * 7,
    photos: Array.from({ length: photos }, (_, at) => makePhotoNumber(firstId + at)),
  };
}

/** @returns the library, its calls and its roots */
export function makeLargeLibrary({ photos, key, indexMs = 600, media = {}, hasPeople = false }: LargeLibraryOptions): {
  library: Library;
  asked: Asked[];
} {
  const asked: Asked[] = [];
  const roots: Root[] = photos > 0 ? [makeRoot('/photos', photos)] : [];
  let indexed = photos;
  let running: RunStatus | null = null;

  const answer = (query: unknown, options: SearchOptions = {}): SearchResponse => {
    asked.push({ query, options });
    const text = JSON.stringify(query);
    const isNonsense = text.includes('nonsense');
    const hasTerms = typeof query === 'string' || text.includes('terms') || text.includes('id');
    const from = Number(options.cursor ?? 0);
    const total = isNonsense ? 5 : indexed;
    const end = Math.min(total, from + (options.limit ?? 20));
    return {
      query: text,
      results: Array.from({ length: end - from }, (_, offset) => {
        const id = from + offset + 1;
        return {
          ...toResult(id, hasTerms),
          ...describeMedia(id, media[id]),
          ...(media[id] && { matched: ['vector'], evidence: listEvidence(media[id]) }),
        };
      }),
      total,
      totalPhotos: total,
      isTotalExact: true,
      nextCursor: end < total ? String(end) : null,
      noGoodMatch: isNonsense,
      language: null,
      notices: total === 0 ? [{ code: 'library-empty', message: 'No photo is indexed yet.' }] : [],
      tookMs: 12,
      timings: { encodeMs: 8, filterMs: 0, retrieveMs: 3, presentMs: 1 },
    };
  };

  const apiKey: ApiKey = {
    id: 1,
    name: 'tablet',
    scopes: ['search', 'index', 'admin'],
    folder: null,
    createdAtMs: 0,
    lastUsedAtMs: null,
    revokedAtMs: null,
  };

  // Of a query with terms, every relevance is a number.
  const search = async (query: unknown, options?: SearchOptions) => answer(query, options) as SearchResponse<number>;

  const { countFaces = () => 0, ...people } = hasPeople ? makeFakePeople() : {};

  const library = makeFakeLibrary({
    ...people,
    search,
    where: async (_, text) => ({
      ...{ rows: 1, columns: 4 },
      terms: text.split(' + ').map((term) => ({
        ...{ text: term.replaceAll('"', ''), cells: [0, 0, 1, 0.25], cosine: 0.2 },
        box: { x: 0.5, y: 0, width: 0.25, height: 1 },
      })),
    }),
    regions: async (id) => listThings(id as number),
    similar: async (target, options) => search({ similar: 'id' in target ? target : 'picture' }, options),
    photo: async (id) => {
      const number = id as number;
      if (number <= indexed) return { ...makePhotoNumber(number), ...describeMedia(number, media[number]) };
      throw new PhotoseekError('photo-not-found', `There is no photo with id ${id as number} in this library.`);
    },
    frames: async (id) => [...(media[id]?.frames ?? [])],
    original: async (id) => {
      const { path, mediaType } = media[id] ?? { path: SAMPLE, mediaType: 'image/jpeg' };
      return { path, mediaType, sizeBytes: statSync(path).size };
    },
    motion: async (id) => {
      const film = media[id]?.film;
      if (film === undefined) throw new PhotoseekError('photo-not-found', `Photo ${id} has no film.`);
      return film;
    },
    tagsOf: async () => WORDS.slice(0, 3).map((name) => ({ name, score: 0.8 })),
    contentHash: async (id) => toHash(id),
    fullSize: async (id) => ({ bytes: drawThumbnail(id, 4000), mediaType: 'image/svg+xml' }),
    thumbnail: async (id, edge = 320, _format, frame = 0) => ({
      bytes: drawThumbnail(id + 3 * frame, edge, id),
      mediaType: 'image/svg+xml',
    }),
    stats: async () => ({
      ...fakeStats,
      lastIndexedAtMs: Date.now() - 300_000,
      running,
      photos: indexed,
      kinds: countKinds(indexed, media),
      faces: countFaces(),
      files: indexed,
      roots: roots.map(({ path }) => path),
    }),
    roots: async () => roots,
    failures: async () =>
      roots.length === 0
        ? []
        : [{ path: '/photos/torn.jpg', code: 'damaged-image', message: 'The picture ends early.' }],
    facets: async () => ({
      total: indexed,
      years: Array.from({ length: 15 }, (_, index) =>
        count(
          String(2024 - index),
          // Of one year, files changed then that have no date.
          index === 11 ? 'taken:2013 -is:undated' : `taken:${2024 - index}`,
          indexed,
          ((index * 7) % 11) / 60 + 0.01,
        ),
      ),
      months: [],
      undated: [count('undated', 'is:undated', indexed, 0.04)],
      folderPath: [count('photos', 'in:/photos', indexed, 1), count('2014', 'in:/photos/2014', indexed, 1)],
      kinds: Object.entries(countKinds(indexed, media)).flatMap(([kind, n]) => {
        const label = kind === 'image' ? 'photo' : kind;
        return n === 0 ? [] : [{ label, filter: `is:${label}`, count: n }];
      }),
      cameras: [count('Canon EOS 5D', 'camera:"Canon EOS 5D"', indexed, 1)],
      folders: ['holiday', 'garden', 'work', 'scans'].map((name) =>
        count(name, `in:/photos/2014/${name}`, indexed, 0.25),
      ),
      countries: PLACES.map(({ countryName }) => count(countryName, `country:"${countryName}"`, indexed, 0.25)),
      cities: PLACES.map(({ city }) => count(city, `city:${city}`, indexed, 0.25)),
      tags: WORDS.map((word, index) => count(word, `tag:${word}`, indexed, 0.3 - index * 0.05)),
      keywords: [],
      people: [count('Anna', 'person:Anna', indexed, 0.06)],
      objects: [count('dog', 'object:dog', indexed, 0.3), count('cup', 'object:cup', indexed, 0.1)],
    }),
    overview: async () => ({
      total: indexed,
      months:
        indexed === 0
          ? []
          : [3, 2, 1].map((month) => makeOverviewGroup(`2024-0${month}`, `taken:2024-0${month}`, month, 12)),
      undated: indexed === 0 ? [] : [makeOverviewGroup('undated', 'is:undated', 40, 3)],
      places:
        indexed === 0 ? [] : PLACES.map(({ city }, index) => makeOverviewGroup(city, `city:${city}`, index + 1, 1)),
      things: indexed === 0 ? [] : WORDS.map((word, index) => makeOverviewGroup(word, `tag:${word}`, index + 9, 1)),
    }),
    suggest: async (text) =>
      text === ''
        ? EXAMPLES.map(([label, query]) => ({ kind: 'example' as const, label, query, count: null }))
        : WORDS.filter((word) => word.startsWith(text.split(' ').at(-1) ?? '')).map((word) => ({
            kind: 'tag' as const,
            label: word,
            query: `${text.split(' ').slice(0, -1).join(' ')} tag:${word}`.trim(),
            count: 12,
          })),
    duplicates: async ({ kinds = [] } = {}) => [1, 2, 3].map((id) => makeGroup(id, kinds[0] ?? 'exact')),
    keys: {
      create: async () => Promise.reject(new Error('not in this fake')),
      list: async () => (key === undefined ? [] : [apiKey]),
      revoke: async () => {},
      check: async (secret) => (secret === key ? apiKey : undefined),
    },
    async *index(paths, options = {}) {
      const total = 40;
      for (const event of makeEvents(total)) {
        throwIfAborted(options.signal);
        running = { pid: 1, host: 'here', startedAtMs: 0, updatedAtMs: 0, ...describeProgress(event) };
        // Photos are there as soon as they are indexed.
        if (event.type === 'progress') indexed = Math.max(indexed, event.done - event.failed);
        yield event;
        await new Promise((resolve) => setTimeout(resolve, indexMs / total));
      }
      running = null;
      for (const path of paths) if (!roots.some((root) => root.path === path)) roots.push(makeRoot(path, total));
    },
  });
  return { library, asked };
}

function describeProgress(event: IndexEvent): RunProgress {
  const none = { stage: 'scanning' as const, done: 0, total: 0, failed: 0, ratePerSecond: 0, etaMs: null };
  if (event.type !== 'progress') return none;
  const { done, total, failed, ratePerSecond, etaMs } = event;
  return { stage: 'indexing', done, total, failed, ratePerSecond, etaMs };
}

function makeRoot(path: string, files: number): Root {
  const rules = {
    exclude: [],
    hidden: false,
    followLinks: false,
    raw: 'all' as const,
    kinds: ['photos' as const, 'videos' as const],
  };
  return { path, files, failed: 1, addedAtMs: 0, isMissing: false, movedTo: null, ...rules };
}

function makeGroup(id: number, kind: DuplicateGroup['kind']): DuplicateGroup {
  const members = [id, id + 6].map((photoId, index) => {
    const photo = makePhotoNumber(photoId);
    return { photo, path: photo.path, aliases: [], cosine: index === 0 ? 1 : 0.97 };
  });
  return { kind, members, reason: 'largest picture (4000 × 3000)', reclaimableBytes: 2_000_000 };
}

function* makeEvents(total: number): Generator<IndexEvent> {
  yield { type: 'scanning', found: total, ratePerSecond: 900, currentPath: '/photos' };
  yield { type: 'planned', toDo: total, unchanged: 0, removed: 0 };
  const failure = { path: '/photos/torn.jpg', code: 'damaged-image' as const, message: 'The picture ends early.' };
  for (let done = 1; done <= total; done++) {
    if (done === 5) yield { type: 'failed', failure };
    const pace = { done, ratePerSecond: 60 };
    yield {
      type: 'progress',
      ...pace,
      total,
      failed: done < 5 ? 0 : 1,
      etaMs: 1000,
      steps: { decode: pace, encode: pace, write: pace },
      currentPath: `/photos/IMG_${done}.jpg`,
    };
  }
  yield {
    type: 'done',
    report: {
      indexed: total - 1,
      reused: 0,
      refreshed: 0,
      detected: 0,
      unchanged: 0,
      removed: 0,
      failed: [failure],
      skipped: 0,
      missingRoots: [],
      notices: [],
      unembedded: 0,
      tookMs: 600,
    },
  };
}
