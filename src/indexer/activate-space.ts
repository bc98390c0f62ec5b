import type { Catalogue } from '../store/catalogue.js';
import type { EmbeddingTarget } from './pipeline/views.js';
import type { IndexOptions } from './progress/events.js';

/**
 * Lets searches use a space as soon as every photo is embedded in it: in place of the spaces that were active, or beside them. The library
 * is opened with its model from then on. Until then searches use the spaces from before.
 * @returns photos that are not embedded in it yet; 0 when it is active
 */
export function activateWhenComplete(
  catalogue: Catalogue,
  { id, encoder }: EmbeddingTarget,
  { keepActive = false }: Pick<IndexOptions, 'keepActive'>,
): number {
  const { spaces } = catalogue;
  if (spaces.get(id)?.state === 'active') return 0;
  const missing = spaces.countMissing(id);
  if (missing > 0) return missing;
  // The setting first: after a crash in between, the next run finds the space complete and activates it.
  catalogue.setSetting('model', encoder.model.name);
  if (keepActive) spaces.setState(id, 'active');
  else spaces.replaceActive(id);
  return 0;
}
