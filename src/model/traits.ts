/** Properties that a file has or not, as bits of one number: filters test them without a column for each. Values are stored and never change. */
export const TRAITS = {
  /** A video with sound. */
  audio: 1,
  /** A depth map, or a second view of a stereo pair. */
  depth: 2,
  /** A panorama that states its projection. */
  panorama: 4,
  /** A photo with a film inside its file. */
  live: 8,
  /** An image that moves. */
  animation: 16,
} as const;
