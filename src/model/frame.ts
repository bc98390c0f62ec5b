import type { FrameLocation } from './evidence.js';
import type { FrameLook } from './look.js';

/** One image inside a file, as programs see it. */
export interface PhotoFrame extends Omit<FrameLocation, 'label'> {
  /** Name of the page or view; `null` without one. */
  label: string | null;
  /** In pixels, upright. */
  width: number;
  height: number;
}

/** One image inside a content, without its pixels. */
export interface FrameInfo extends PhotoFrame {
  /** Perceptual hash, 8 bytes. Absent: not computed. */
  phash?: Uint8Array;
  /** Measured from its pixels. Absent: not measured. */
  look?: FrameLook;
}
