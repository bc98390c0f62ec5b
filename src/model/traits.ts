/** Properties that a file has or not, as bits of one number: filters test them without a column for each. Values are stored and never change. */
export const TRAITS = {
  /** A video with sound. */
  audio: 1,
} as const;
