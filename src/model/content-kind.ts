import type { FrameKind } from './evidence.js';

/** The kind of a content: an image, a video, a document of pages, a 3D model. */
export type ContentKind = 'image' | 'video' | 'document' | 'model';

/** The kind of a content by that of its first frame. */
export const KIND_OF_FRAME = {
  image: 'image',
  video: 'video',
  page: 'document',
  view: 'model',
} as const satisfies Record<FrameKind, ContentKind>;

/** Kinds as people name them in options. */
export const KIND_NAMES = {
  photos: 'image',
  videos: 'video',
  documents: 'document',
  models: 'model',
} as const satisfies Record<string, ContentKind>;

/** See {@link KIND_NAMES}. */
export type KindName = keyof typeof KIND_NAMES;
