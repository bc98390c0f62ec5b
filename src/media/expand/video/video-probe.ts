/** The streams of a video, as ffprobe reads them. Sizes are upright. */
export interface VideoProbe {
  /** Index of the stream of pictures, or `v:0`: the first one, where ffprobe is not there to tell which one is not a cover picture. */
  stream: number | 'v:0';
  codec: string;
  width: number;
  height: number;
  /** Clockwise: 0, 90, 180, 270. */
  rotation: number;
  /** `null`: the headers do not say. */
  durationMs: number | null;
  /** The time stamp of the first frame: not 0 in recordings of broadcasts. */
  startMs: number;
  frameRate: number | null;
  hasAudio: boolean;
  /** Tags of the container and the stream by their lower-case names; those of the container win. */
  tags: ReadonlyMap<string, string>;
}
