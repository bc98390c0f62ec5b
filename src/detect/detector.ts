import type { Box } from '../model/evidence.js';
import type { RgbImage } from '../model/rgb-image.js';

/** What detectors look for; each is a stage of an index run of its own, which can be switched on later and dropped. */
export const DETECTOR_STAGES = ['text', 'objects', 'faces'] as const;

/** See {@link DETECTOR_STAGES}. */
export type DetectorStage = (typeof DETECTOR_STAGES)[number];

/** An upright frame that detectors look at. */
export interface DetectableFrame {
  /** In pixels. */
  width: number;
  height: number;
  /**
   * Its pixels, transparency on white, with at most `edge` pixels on the long side; never enlarged. The sizes that several detectors read are
   * decoded once.
   * @throws PhotoseekError a media code
   */
  read(edge: number): Promise<RgbImage>;
}

/** A part of a frame that a detector found. */
export interface DetectedRegion {
  kind: 'text' | 'object' | 'face';
  /** Shares of the upright frame. */
  box: Box;
  /** The line of text, or the class of the thing; `null` for faces. */
  label: string | null;
  /** How sure the detector is, 0…1. */
  score: number;
}

/** Finds regions of frames. Detectors run in the decoding processes, where the pixels are. */
export interface Detector {
  readonly stage: DetectorStage;
  /** Changes with the model and with whatever else changes its results; without blanks and `@`. */
  readonly version: string;
  /** @throws PhotoseekError `detector-failed` */
  detect(frame: DetectableFrame): Promise<DetectedRegion[]>;
}
