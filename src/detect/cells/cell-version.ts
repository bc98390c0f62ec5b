/** Raise it when the same frame gets other cells of the same model: every frame is looked at again. */
const CELLS_VERSION = 1;

/**
 * The version of the stage `regions`. Cells are compared with queries of the same model only.
 * @param revision fingerprint of the model
 */
export function versionOfCells(revision: string): string {
  return `${revision}-cells-${CELLS_VERSION}`;
}
