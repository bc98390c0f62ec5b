/** How far the work on a film is. */
export interface FilmPosition {
  /** The latest time that was decoded, in milliseconds from the start. */
  atMs: number;
  durationMs: number;
}
