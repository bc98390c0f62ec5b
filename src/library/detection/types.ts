import type { PhotoFrame } from '../../model/frame.js';
import type { DetectedRegion, DetectorStage } from '../../model/region.js';

/** Options of `detect`. */
export interface DetectOptions {
  /** Stages to run. Default: text. */
  stages?: readonly DetectorStage[];
  /** Folder with another model that reads text; see `IndexOptions.ocrModel`. */
  ocrModel?: string;
  /** Most milliseconds for a frame; default 60,000. */
  fileTimeLimitMs?: number;
  signal?: AbortSignal;
}

/** One image inside a file, with what was found in it. */
export interface DetectedFrame extends PhotoFrame {
  /** The text that a document states for its page; `null` without any. */
  text: string | null;
  /** Lines of text in reading order. */
  regions: DetectedRegion[];
}
