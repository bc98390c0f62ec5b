import type { KindName } from '../../../model/content-kind.js';
import type { DetectorStage } from '../../../model/region.js';
import type { StayOptions } from '../../output/upgrade-view.js';

/** Options of `photoseek index`. The library has defaults for those that are not given. */
export interface IndexCommandOptions extends StayOptions {
  exclude?: string[];
  hidden?: boolean;
  followLinks?: boolean;
  raw?: 'all' | 'sibling';
  kinds?: KindName[];
  stages?: DetectorStage[];
  drop?: DetectorStage[];
  ocrModel?: string;
  accurate?: boolean;
  ffmpeg?: string;
  framesPerMinute?: number;
  maxFrames?: number;
  maxPages?: number;
  thumbnails?: boolean;
  force?: boolean;
  retryFailed?: boolean;
  prune?: boolean;
  keepActive?: boolean;
  wait?: boolean;
  watch?: boolean;
  threads?: number;
  decoders?: number;
  batchSize?: number;
  publish?: string;
  claim?: string;
  root?: Record<string, string>;
  lease?: number;
  shareThumbnails?: string;
  shareKeys?: boolean;
}
