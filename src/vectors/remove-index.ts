/**
 * Deletes the index of a space that is no longer there, whichever engine persisted it.
 * @param indexPath see `IndexLocation.path`; no open index may lie there
 */
export async function removeIndex(indexPath: string): Promise<void> {
  const { removeGraph } = await import('./engines/persisted-files.js');
  removeGraph(indexPath);
}
