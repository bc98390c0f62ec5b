/**
 * Tests that only `npm run test:slow` and `.ci/run` run, so that `npm test` takes less than five minutes on two cores: each of these files takes
 * ten seconds or more for one capability, or repeats a part of `npm run check`.
 */
export const SLOW_ONLY = [
  'test/**/*.slow.test.ts',
  'test/detect/text/text-detector.test.ts',
  'test/docs/{package-check,tasks}.test.ts',
  'test/encoder/{event-loop,parity,models/families,models/hub}.test.ts',
  'test/e2e/{completion,index-runs,models,published-watch}.test.ts',
  'test/e2e/page/{everybody,folders,grid,home,key-link,lightbox,media,narrow,pages,people,real-library,server-gone,share,where}.test.ts',
  'test/examples.test.ts',
  'test/indexer/{bad-decoders,hostile,unreadable,videos,pipeline/many-frames}.test.ts',
  'test/insight/{calibrate,duplicate-files,duplicates,forms}.test.ts',
  'test/insight/duplicates/looks/same-image.test.ts',
  'test/library/{backup,films,first-version,text-only-model,upgrade-model,vectors-in-postgres,verify,where}.test.ts',
  'test/media/decode/{colours,limits,orientation}.test.ts',
  'test/media/worker/{broken-pages,many-frames,models}.test.ts',
  'test/onnx/forbid-telemetry.test.ts',
  'test/relevance/**/*.test.ts',
  'test/vectors/engines/hnsw/end-of-process.test.ts',
  'test/vectors/engines/pgvector/{care,connect,hostile,pgvector-index,shared}.test.ts',
  'test/vectors/engines/usearch/{persisted,usearch-index}.test.ts',
];
