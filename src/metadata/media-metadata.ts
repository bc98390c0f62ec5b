/** Properties of the streams of a video or the pages of a document, from their container. Unknown values are `null`. */
export interface MediaMetadata {
  /** Of a video, in milliseconds. */
  durationMs: number | null;
  /** Of its pictures, as ffprobe names it: `h264`, `hevc`, `vp9`… */
  codec: string | null;
  /** Mean frames a second. */
  frameRate: number | null;
  /** Clockwise degrees that the pictures are turned by for showing: 0, 90, 180, 270. Sizes are those after turning. */
  rotation: number;
  hasAudio: boolean;
  /** Of a document. */
  pages: number | null;
}
