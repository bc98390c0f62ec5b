import type { FrameKind } from './evidence.js';

/** Kinds of contents: an image, a video, a document of pages, a 3D model. */
export const CONTENT_KINDS = ['image', 'video', 'document', 'model'] as const;

/** See {@link CONTENT_KINDS}. */
export type ContentKind = (typeof CONTENT_KINDS)[number];

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
