import type { FrameLocation } from './evidence.js';

/** One image inside a content, without its pixels. */
export interface FrameInfo extends Omit<FrameLocation, 'label'> {
  /** Name of the page or view; `null` without one. */
  label: string | null;
  /** In pixels, upright. */
  width: number;
  height: number;
  /** Perceptual hash, 8 bytes. Absent: not computed. */
  phash?: Uint8Array;
}

/** A frame of a photo as programs see it. */
export type PhotoFrame = Omit<FrameInfo, 'phash'>;
