/** Shapes of the options that the library's functions take, for checks at run time; see `check-arguments.ts`. */

import type { IndexOptions, WatchOptions } from '../indexer/progress/events.js';
import { DETECTOR_STAGES } from '../model/region.js';
import {
  between,
  callback,
  FLAG,
  integer,
  isObject,
  listOf,
  oneOf,
  PATH,
  type Shape,
  SIGNAL,
  TEXT,
} from '../runtime/check-arguments.js';
import { BOX } from '../search/check-query.js';
import { LIMIT } from '../search/limits.js';
import type { DuplicateOptions } from '../search/types/duplicates.js';
import type { WhereOptions } from '../search/types/where.js';
import type { ClaimOptions } from './claims/types.js';
import type { DetectOptions } from './detection/types.js';
import type { EmbedderOptions, EmbedOptions } from './embedding/types.js';
import type { PutInput } from './items/types.js';
import type {
  FacesOptions,
  FindFaceOptions,
  PeopleOptions,
  PersonChange,
  WriteSidecarsOptions,
} from './people/types.js';
import type { PublishOptions, UnpublishOptions } from './published/publish/types.js';
import type { UpgradeOptions, VerifyOptions } from './types/descriptions.js';
import { KEY_SCOPES, type KeyRing } from './types/key-ring.js';
import type { Library, ReaderOptions } from './types/library.js';
import type { OpenOptions } from './types/open-options.js';

const COUNT = integer(1, 1024);

/** Where a model comes from. */
export const PULL_OPTIONS: Shape<Pick<OpenOptions, 'modelCache' | 'hub' | 'offline' | 'onModelDownload'>> = {
  modelCache: PATH,
  hub: TEXT,
  offline: FLAG,
  onModelDownload: callback(),
};

/** Options of an encoder, with a library and without one. */
export const EMBEDDER_OPTIONS: Shape<EmbedderOptions> = {
  ...PULL_OPTIONS,
  model: TEXT,
  threads: COUNT,
  decoders: integer(1, 64),
  fileTimeLimitMs: between(1, Number.MAX_SAFE_INTEGER),
  device: oneOf('cpu', 'cuda', 'coreml', 'dml', 'webgpu'),
};

export const OPEN_OPTIONS: Shape<OpenOptions> = {
  ...EMBEDDER_OPTIONS,
  path: PATH,
  create: FLAG,
  oneShot: FLAG,
  engine: oneOf('exact', 'hnsw', 'quantised', 'usearch'),
  vectors: TEXT,
  readOnly: FLAG,
  batchSize: integer(1, 64),
  ffmpeg: PATH,
  framesPerMinute: integer(1, 600),
  maxFrames: integer(1, 10_000),
  maxPages: integer(1, 10_000),
  fetchUrl: callback(),
  onStage: callback(),
};

const STAGES = listOf(oneOf(...DETECTOR_STAGES), DETECTOR_STAGES.join(', '));

const ROOT_RULES: Shape<Pick<IndexOptions, 'exclude' | 'hidden' | 'followLinks' | 'raw' | 'kinds'>> = {
  exclude: listOf(TEXT, 'patterns'),
  hidden: FLAG,
  followLinks: FLAG,
  raw: oneOf('all', 'sibling'),
  kinds: listOf(oneOf('photos', 'videos', 'documents', 'models'), 'photos, videos, documents, models'),
};

export const INDEX_OPTIONS: Shape<IndexOptions> = {
  signal: SIGNAL,
  ...ROOT_RULES,
  stages: STAGES,
  drop: STAGES,
  accurate: FLAG,
  ocrModel: { accepts: (value) => typeof value === 'string', expected: 'the path of a folder, or an empty text' },
  force: FLAG,
  retryFailed: FLAG,
  prune: FLAG,
  wait: FLAG,
  keepActive: FLAG,
  thumbnails: FLAG,
};

export const DETECT_OPTIONS: Shape<DetectOptions> = {
  stages: STAGES,
  ocrModel: PATH,
  fileTimeLimitMs: between(1, Number.MAX_SAFE_INTEGER),
  signal: SIGNAL,
};

export const WATCH_OPTIONS: Shape<WatchOptions> = { signal: SIGNAL };

export const EMBED_OPTIONS: Shape<EmbedOptions> = { language: TEXT, signal: SIGNAL };

export const DUPLICATE_OPTIONS: Shape<DuplicateOptions> = {
  kinds: listOf(oneOf('exact', 'near', 'turned', 'similar'), 'exact, near, turned, similar'),
  filters: TEXT,
  compareBytes: FLAG,
  signal: SIGNAL,
};

export const WHERE_OPTIONS: Shape<WhereOptions> = {
  frame: integer(0, Number.MAX_SAFE_INTEGER),
  language: TEXT,
  withImage: FLAG,
  signal: SIGNAL,
};

export const VERIFY_OPTIONS: Shape<VerifyOptions> = { files: FLAG, content: FLAG, signal: SIGNAL };

export const UPGRADE_OPTIONS: Shape<UpgradeOptions> = { signal: SIGNAL, onBegin: callback() };

/** The options of a call that names no type for them. */
type OptionsOf<Call extends (...parameters: never[]) => unknown> = NonNullable<Parameters<Call>[1]>;

export const REMOVE_ROOT_OPTIONS: Shape<OptionsOf<Library['removeRoot']>> = { dryRun: FLAG };

export const VOCABULARY_OPTIONS: Shape<OptionsOf<Library['useVocabulary']>> = { extend: FLAG };

export const SUGGEST_OPTIONS: Shape<OptionsOf<Library['suggest']>> = { limit: LIMIT };

export const CALIBRATE_OPTIONS: Shape<NonNullable<Parameters<Library['calibrate']>[0]>> = { signal: SIGNAL };

export const KEY_OPTIONS: Shape<Parameters<KeyRing['create']>[0]> = {
  name: TEXT,
  scopes: listOf(oneOf(...KEY_SCOPES), KEY_SCOPES.join(', ')),
  folder: PATH,
};

export const PUT_INPUT: Shape<PutInput> = {
  image: { accepts: isObject, expected: '{ bytes }, { path } or { url }' },
  fields: { accepts: isObject, expected: 'an object such as { price: 19.9 }' },
};

export const PUT_OPTIONS: Shape<{ signal?: AbortSignal }> = { signal: SIGNAL };

export const READER_OPTIONS: Shape<ReaderOptions> = { folder: PATH, hideSensitive: FLAG };

export const PEOPLE_OPTIONS: Shape<PeopleOptions> = {
  includeHidden: FLAG,
  limit: integer(1, 1000),
  offset: integer(0, Number.MAX_SAFE_INTEGER),
  in: PATH,
};

export const FACES_OPTIONS: Shape<FacesOptions> = { limit: PEOPLE_OPTIONS.limit, offset: PEOPLE_OPTIONS.offset };

export const FIND_FACE_OPTIONS: Shape<FindFaceOptions> = {
  face: integer(1, 1000),
  box: BOX,
  frame: integer(0, Number.MAX_SAFE_INTEGER),
  limit: integer(1, 1000),
};

export const WRITE_SIDECARS_OPTIONS: Shape<WriteSidecarsOptions> = { in: PATH, dryRun: FLAG, signal: SIGNAL };

export const PERSON_CHANGE: Shape<PersonChange> = {
  name: { expected: 'a string or null', accepts: (value) => value === null || typeof value === 'string' },
  isHidden: FLAG,
};

export const LIST_OPTIONS: Shape<{ after?: string; limit?: number }> = { after: TEXT, limit: integer(1, 1000) };

export const PUBLISH_OPTIONS: Shape<PublishOptions> = {
  thumbnails: PATH,
  name: { expected: 'a name', accepts: (value) => typeof value === 'string' && value.trim() !== '' },
  keys: FLAG,
  follow: FLAG,
  full: FLAG,
  signal: SIGNAL,
  onProgress: callback(),
  onReport: callback(),
};

export const CLAIM_OPTIONS: Shape<ClaimOptions> = {
  root: {
    expected: 'an id and a folder: { id: "archive", path: "/mnt/photos" }',
    accepts: (value) =>
      isObject(value) && 'id' in value && typeof value.id === 'string' && 'path' in value && PATH.accepts(value.path),
  },
  thumbnails: PATH,
  keys: FLAG,
  leaseMs: integer(1000, 86_400_000),
  watch: FLAG,
  signal: SIGNAL,
  onProgress: callback(),
  onFailure: callback(),
  prune: FLAG,
  ...ROOT_RULES,
};

export const UNPUBLISH_OPTIONS: Shape<UnpublishOptions> = { thumbnails: PATH };
