/** Examples that several operations show in the document. */

export const photo = {
  id: 7,
  contentHash: '9f86d081884c7d65',
  path: '/photos/2023/boat.jpg',
  otherPaths: [],
  kind: 'image',
  frames: 1,
  format: 'jpeg',
  width: 4000,
  height: 3000,
  sizeBytes: 2_345_678,
  modifiedAtMs: 1_700_000_000_000,
  metadata: null,
  links: {
    thumbnail: '/api/v1/photos/7/thumbnail?v=9f86d081884c7d65',
    full: '/api/v1/photos/7/full?v=9f86d081884c7d65',
    original: '/api/v1/photos/7/original',
    similar: '/api/v1/similar/7',
  },
};

export const job = {
  id: 'k3J9xQ2aTfE',
  state: 'running',
  paths: ['/home/me/Pictures'],
  startedAtMs: 1_700_000_000_000,
  endedAtMs: null,
  progress: { stage: 'indexing', done: 120, total: 1000, failed: 1, ratePerSecond: 42.5, etaMs: 20_700 },
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
