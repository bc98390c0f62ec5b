/** The programs that decode videos. They are the user's own: none are shipped. */
export interface VideoTools {
  /** Paths. */
  ffmpeg: string;
  /** `null`: it is not beside ffmpeg, and not on PATH. */
  ffprobe: string | null;
  /** Changes when another version is installed; without blanks. */
  id: string;
}

/** How contents of many frames are expanded. */
export interface ExpandOptions {
  /** Most frames for each minute of a video, and at all. A video has at least one. */
  framesPerMinute: number;
  maxFrames: number;
  /** Most pages of a document. */
  maxPages: number;
  /** `null`: not installed. */
  tools: VideoTools | null;
}
