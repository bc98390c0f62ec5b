/**
 * The public names of photoseek.
 * @packageDocumentation
 */

export type { Dtype, Family, PublishedQuality } from './encoder/models/registry/registry.js';
export { ERROR_KINDS, type ErrorCode, type ErrorKind, type ErrorParts, PhotoseekError } from './errors.js';
export {
  createImageFetcher,
  type ImageFetcher,
  type ImageFetcherOptions,
} from './fetch/create-image-fetcher.js';
export type {
  FileFailure,
  IndexEvent,
  IndexNotice,
  IndexOptions,
  IndexReport,
  RunStatus,
  StageRate,
  StepRate,
  StepRates,
  WatchOptions,
} from './indexer/progress/events.js';
export type { CalibrationReport } from './insight/evaluation/calibrate-space.js';
export type { CutoffScores } from './insight/evaluation/cutoff.js';
export type { TagScores } from './insight/evaluation/measure-tags.js';
export { type RestoreOptions, restoreLibrary } from './library/care/restore.js';
export type { ClaimOptions, ClaimProgress, ClaimReport } from './library/claims/types.js';
export { detect } from './library/detection/detect.js';
export type { DetectedFrame, DetectOptions } from './library/detection/types.js';
export { openEmbedder } from './library/embedding/open-embedder.js';
export type {
  Embedder,
  EmbedderOptions,
  Embedding,
  EmbeddingModel,
  EmbedInput,
  EmbedOptions,
  EmbedResponse,
} from './library/embedding/types.js';
export type {
  FieldChanges,
  FieldTarget,
  ImageSource,
  Item,
  PutInput,
  PutPhoto,
} from './library/items/types.js';
export {
  describeModel,
  listModels,
  type PulledModel,
  type PullOptions,
  pullModel,
  type RegisteredModel,
} from './library/models.js';
export { openLibrary } from './library/open-library.js';
export type {
  ExportedPeople,
  Face,
  FaceMatches,
  FacesOptions,
  FaceTarget,
  FindFaceOptions,
  NumberedFace,
  PeopleOptions,
  PeoplePair,
  Person,
  PersonChange,
  WriteSidecarsOptions,
  WrittenSidecars,
} from './library/people/types.js';
export type {
  PublishOptions,
  PublishProgress,
  PublishReport,
  UnpublishOptions,
} from './library/published/publish/types.js';
export type {
  Finding,
  ImageBytes,
  LibraryStats,
  ModelUpgrade,
  MotionFilm,
  PublishedLibraryInfo,
  RemovedRoot,
  Root,
  SpaceInfo,
  UpgradeOptions,
  VerifyOptions,
} from './library/types/descriptions.js';
export type { ApiKey, KeyRing, KeyScope } from './library/types/key-ring.js';
export type { Library, PhotoReader, ReaderOptions } from './library/types/library.js';
export type { OpenOptions, Stage } from './library/types/open-options.js';
export type { Pixels } from './media/thumbnails/decode-thumbnail.js';
export type {
  AnimationMetadata,
  CameraMetadata,
  DatePrecision,
  EmbeddedMetadata,
  FileMetadata,
  GpsMetadata,
  LiveFilm,
  Orientation,
  PanoramaMetadata,
  TakenAt,
  TakenAtSource,
  WrittenPlace,
} from './metadata/file-metadata.js';
export type { MediaMetadata } from './metadata/media-metadata.js';
export type { Place } from './metadata/places/places.js';
export type { ContentKind } from './model/content-kind.js';
export type { Defect } from './model/defect.js';
export type {
  Box,
  Evidence,
  FrameKind,
  FrameLocation,
  LookEvidence,
  ObjectEvidence,
  PersonEvidence,
  RegionKind,
  TextEvidence,
  TextLine,
  VectorEvidence,
} from './model/evidence.js';
export type { FieldInfo, Fields, FieldType, FieldValue } from './model/fields.js';
export type { FilmPosition } from './model/film-position.js';
export type { Condition, FieldRange, FieldTest, Filter, NumberRange } from './model/filter.js';
export type { PhotoFrame } from './model/frame.js';
export type { Colour, Look } from './model/look.js';
export type { DetectedRegion, DetectorStage, PhotoRegion, StatedFace } from './model/region.js';
export type { RgbImage } from './model/rgb-image.js';
export type { SpaceRow, SpaceState } from './model/space.js';
export { fromNameBytes, toFsPath } from './runtime/fs-path.js';
export type { Background } from './search/calibration/background.js';
export type { Curve } from './search/calibration/calibrator.js';
export type { OwnTagCalibration, SpaceCalibration } from './search/calibration/stored-calibration.js';
export { parseFilters, parseQuery } from './search/parse/parse-query.js';
export type { ParseOptions } from './search/query/parse-query.js';
export { printQuery } from './search/query/print-query.js';
export type { ParsedQuery, QueryTerm } from './search/query/types.js';
export type {
  BlockingFilter,
  MatchReason,
  Notice,
  QueryLanguage,
  QuerySuggestion,
  SearchResponse,
  SearchResult,
} from './search/types/answer.js';
export type {
  DuplicateGroup,
  DuplicateKind,
  DuplicateMember,
  DuplicateOptions,
  DuplicateTurn,
} from './search/types/duplicates.js';
export type {
  FacetCount,
  Facets,
  Overview,
  OverviewGroup,
  PhotoTag,
  Suggestion,
  TagCount,
} from './search/types/facets.js';
export type { Photo } from './search/types/photo.js';
export type {
  FieldFilter,
  FieldFilters,
  ImageTarget,
  QueryInput,
  SearchMode,
  SearchOptions,
  SearchQuery,
  SimilarTarget,
  SortOrder,
  Term,
  TermQuery,
} from './search/types/request.js';
export type { FoundPlace, WhereOptions, WhereResponse } from './search/types/where.js';
export type { EngineName } from './vectors/choose-engine.js';
export { VERSION } from './version.js';
