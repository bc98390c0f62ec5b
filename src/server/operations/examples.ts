/** Answers as they look, for the document. */

const links = {
  thumbnail: '/api/v1/photos/7/thumbnail?v=1sa-lq3k-8c-64',
  original: '/api/v1/photos/7/original',
  similar: '/api/v1/similar/7',
};

export const photo = {
  id: 7,
  path: '/photos/2023/boat.jpg',
  otherPaths: [],
  format: 'jpeg',
  width: 4000,
  height: 3000,
  sizeBytes: 2_345_678,
  modifiedAtMs: 1_700_000_000_000,
  metadata: null,
  links,
};

export const answer = {
  query: 'a boat on the water',
  results: [{ ...photo, cosine: 0.42, relevance: 0.8, matched: ['vector'], identical: false, collapsed: [] }],
  total: 1,
  isTotalExact: true,
  nextCursor: null,
  noGoodMatch: false,
  notices: [],
  tookMs: 12.4,
  timings: { encodeMs: 9.8, filterMs: 0, retrieveMs: 1.2, presentMs: 1.4 },
};

export const job = {
  id: 'k3J9xQ2aTfE',
  state: 'running',
  paths: ['/home/me/Pictures'],
  startedAtMs: 1_700_000_000_000,
  endedAtMs: null,
  last: {
    type: 'progress',
    done: 120,
    total: 1000,
    failed: 1,
    ratePerSecond: 42.5,
    etaMs: 20_700,
    currentPath: '/home/me/Pictures/boat.jpg',
    steps: {
      decode: { done: 131, ratePerSecond: 43.1 },
      encode: { done: 123, ratePerSecond: 42.7 },
      write: { done: 120, ratePerSecond: 42.5 },
    },
  },
  report: null,
  problem: null,
  links: { self: '/api/v1/jobs/k3J9xQ2aTfE', events: '/api/v1/jobs/k3J9xQ2aTfE/events' },
};

export const session = {
  needsKey: true,
  signedIn: true,
  name: 'tablet',
  scopes: ['search'],
  folder: null,
  features: { urlQueries: false },
  version: '0.1.0',
};

const oneYear = [{ label: '2023', count: 120, filter: 'taken:2023' }];

export const facets = {
  total: 120,
  years: oneYear,
  months: [],
  cameras: [{ label: 'Canon EOS 5D', count: 80, filter: 'camera:"Canon EOS 5D"' }],
  folders: [],
  countries: [{ label: 'Switzerland', count: 60, filter: 'country:CH' }],
  cities: [],
  tags: [],
  keywords: [],
};

export const stats = {
  path: '/home/me/.local/share/photoseek',
  schemaVersion: 4,
  roots: ['/home/me/Pictures'],
  running: null,
  files: 1012,
  photos: 1000,
  failures: { 'damaged-image': 2 },
  model: { name: 'photoseek-mini', revision: '5b0c', dtype: 'fp32', dim: 512, vectors: 1000 },
  diskBytes: 12_345_678,
  index: { kind: 'exact', linked: 0, pending: 0 },
  lastIndexedAtMs: 1_700_000_000_000,
};
