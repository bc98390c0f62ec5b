/**
 * A FAKE library, for the paths where a failure must be controlled or a call must be seen. Nothing about searching is
 * tested with it; real-library.test.ts does that.
 */
import { PhotoseekError } from '#src/errors.js';
import type { Face } from '#src/library/people/types.js';
import type { LibraryStats } from '#src/library/types/descriptions.js';
import type { Library } from '#src/library/types/library.js';
import type { SearchResponse } from '#src/search/types/answer.js';
import type { Photo } from '#src/search/types/photo.js';

export const fakePhoto: Photo = {
  id: 7,
  contentHash: '9f86d081884c7d65',
  path: '/photos/boat.jpg',
  otherPaths: [],
  kind: 'image',
  frames: 1,
  format: 'jpeg',
  width: 400,
  height: 300,
  sizeBytes: 12_345,
  modifiedAtMs: 1_700_000_000_000,
  metadata: null,
};

export const fakeAnswer: SearchResponse<number> = {
  query: 'a boat',
  results: [
    {
      ...fakePhoto,
      cosine: 0.42,
      relevance: 0.8,
      matched: ['vector'],
      evidence: [
        {
          type: 'vector',
          space: 1,
          frame: { ordinal: 0, kind: 'image', atMs: null, page: null },
          region: 'whole',
          box: null,
          cosine: 0.42,
          relevance: 0.8,
        },
      ],
      identical: false,
      collapsed: [],
    },
  ],
  total: 1,
  totalPhotos: 1,
  isTotalExact: true,
  nextCursor: null,
  noGoodMatch: false,
  language: { codes: ['en'], towers: ['english'] },
  notices: [{ code: 'query-truncated', message: 'Only the first words were used.' }],
  tookMs: 3,
  timings: { encodeMs: 1, filterMs: 0, retrieveMs: 1, presentMs: 1 },
};

function fakeFace(id: number): Face {
  return {
    ...{ id, photoId: 7, contentHash: fakePhoto.contentHash, path: fakePhoto.path, frame: 0 },
    ...{ box: { x: 0.4, y: 0.1, width: 0.1, height: 0.2 }, score: 0.93, person: null, isConfirmed: false },
  };
}

export const fakeStats: LibraryStats = {
  path: '/library',
  schemaVersion: 1,
  roots: ['/photos'],
  running: null,
  files: 1,
  photos: 1,
  kinds: { image: 1, video: 0, document: 0, model: 0 },
  failures: {},
  defects: {},
  undecoded: 0,
  stages: ['text'],
  faces: 0,
  dateSources: {},
  model: { name: 'fake', revision: '1', dtype: 'fp32', dim: 2, vectors: 1 },
  calibration: { source: 'model', measuredAtMs: null, photos: null, queries: null },
  diskBytes: 100,
  thumbnailBytes: 40,
  upgrade: null,
  spaces: [],
  index: { engine: 'exact', indexed: 0, pending: 0 },
  lastIndexedAtMs: null,
};

/** A library that answers every call with the constants above, except where a test says otherwise. */
export function makeFakeLibrary(overrides: Partial<Library> = {}): Library {
  const library: Library = {
    path: '/library',
    published: null,
    within: () => library,
    reader: () => library,
    publish: async () => {
      throw new PhotoseekError('engine-unreachable', 'There is no database here.');
    },
    claim: async () => {
      throw new PhotoseekError('engine-unreachable', 'There is no database here.');
    },
    unpublish: async () => 0,
    tagsOf: async () => [],
    people: async () => ({ people: [], total: 0 }),
    person: async (id) => ({ id, name: null, isHidden: false, faces: 0, photos: 0, cover: null }),
    facesOf: async () => ({ faces: [], total: 0 }),
    facesIn: async () => [],
    face: async (id) => fakeFace(id),
    faceImage: async () => ({ bytes: new Uint8Array([1, 2, 3]), mediaType: 'image/webp' }),
    findFace: async () => {
      const face = { number: 1, box: { x: 0, y: 0, width: 1, height: 1 }, score: 1 };
      return { face, faces: [face], people: [], matches: [] };
    },
    updatePerson: async (id) => library.person(id),
    mergePeople: async (into) => library.person(into),
    assignFaces: async () => null,
    keepApart: async () => {},
    exportPeople: async () => ({ version: 1, people: [] }),
    writePeopleSidecars: async () => ({ written: [], unchanged: 0, failed: [] }),
    suggestedPeople: async () => [],
    facets: async () => ({
      total: 0,
      years: [],
      months: [],
      undated: [],
      kinds: [],
      cameras: [],
      folders: [],
      folderPath: [],
      countries: [],
      cities: [],
      tags: [],
      keywords: [],
      people: [],
      objects: [],
    }),
    overview: async () => ({ total: 0, months: [], undated: [], places: [], things: [] }),
    suggest: async () => [],
    duplicates: async () => [],
    tags: async () => [],
    put: async (externalId) => ({ id: 1, externalId, created: true }),
    remove: async () => true,
    setFields: async () => {},
    fields: async () => [],
    items: async () => [],
    regions: async () => [],
    where: async () => ({ rows: 1, columns: 1, terms: [] }),
    roots: async () => [],
    removeRoot: async (path) => ({ path, removed: 0, forgotten: 0 }),
    failures: async () => [],
    keys: {
      create: async () => Promise.reject(new Error('not in this fake')),
      list: async () => [],
      revoke: async () => {},
      check: async () => undefined,
    },
    calibrate: async () => Promise.reject(new Error('not in this fake')),
    useCalibration: async () => {},
    upgradeModel: async () => false,
    spaces: async () => [],
    activateSpace: async () => {},
    retireSpace: async () => {},
    dropSpace: async () => {},
    verify: async () => [],
    repair: async () => [],
    backup: async (file) => ({ path: file, sizeBytes: 0 }),
    async *index() {},
    async *watch() {},
    search: async () => fakeAnswer,
    similar: async () => fakeAnswer,
    photo: async () => fakePhoto,
    contentHash: async () => fakePhoto.contentHash,
    thumbnail: async () => ({ bytes: new Uint8Array([1, 2, 3]), mediaType: 'image/webp' }),
    frames: async () => [{ ordinal: 0, kind: 'image', atMs: null, page: null, label: null, width: 400, height: 300 }],
    animatedPreview: async () => ({ bytes: new Uint8Array([7, 8, 9]), mediaType: 'image/webp' }),
    fullSize: async () => ({ bytes: new Uint8Array([4, 5, 6]), mediaType: 'image/jpeg' }),
    original: async () => ({ path: fakePhoto.path, mediaType: 'image/jpeg', sizeBytes: fakePhoto.sizeBytes }),
    motion: async () => Promise.reject(new Error('not in this fake')),
    sidecars: async () => [],
    preview: async () => ({
      width: 1,
      height: 1,
      data: new Uint8Array(4),
      bytes: new Uint8Array(4),
      mediaType: 'image/png',
    }),
    embed: async (inputs) => ({
      model: { name: 'fake', revision: '1', dtype: 'fp32', dim: 2 },
      embeddings: inputs.map(() => ({ vector: Float32Array.of(0.6, 0.8), truncated: false, error: null })),
    }),
    useVocabulary: async () => 0,
    stats: async () => fakeStats,
    warmUp: async () => {},
    close: async () => {},
    ...overrides,
  };
  return library;
}
