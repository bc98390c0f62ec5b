import type { DetectedRegion, DetectorStage } from '../model/region.js';
import type { RgbImage } from '../model/rgb-image.js';

/** An upright frame that detectors look at. */
export interface DetectableFrame {
  /** In pixels. */
  width: number;
  height: number;
  /**
   * Its pixels, transparency on white, with at most `edge` pixels on the long side; never enlarged. A size that several detectors read is
   * decoded once.
   * @throws PhotoseekError a media code
   */
  read(edge: number): Promise<RgbImage>;
}

/** Finds regions of frames. Detectors run in the decoding processes, where the pixels are. */
export interface Detector {
  readonly stage: DetectorStage;
  /** @throws PhotoseekError `detector-failed`, and what reading the frame throws */
  detect(frame: DetectableFrame): Promise<DetectedRegion[]>;
}
