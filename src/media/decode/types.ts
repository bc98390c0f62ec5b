import type { Sharp } from 'sharp';
import type { Defect } from '../../model/defect.js';
import type { Identity } from '../identify/identify.js';

/** A recognised image, ready to be decoded. */
export interface OpenImage {
  identity: Identity;
  /** Size in pixels, upright. */
  width: number;
  height: number;
  /**
   * A new decoding pipeline: upright, in the colour space of the file, which every output of sharp converts to sRGB at its end. Call it once
   * for each output. A `resize` is far cheaper than decoding all pixels; an `extract` has a rotated image decoded at full size.
   */
  decode(): Sharp;
  /** Known damage: the file ends before its structure does. */
  defect?: Defect;
  /**
   * Opens the same image as far as it goes, where decoding it fails because its data ends early (see `salvage.ts`). Absent: its decoder cannot go
   * on, or this is such an image.
   * @param cause of the failure; thrown where there is nothing to show
   */
  salvage?(cause: Error): Promise<OpenImage>;
}
