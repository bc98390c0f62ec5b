import type { SearchParts } from '../search-parts.js';
import { getBackgrounds } from './background.js';
import { MEASURED, REFERENCE, Scale } from './calibrator.js';

/** How cosines of the model in use are read: by its own constants, or, for a model that was not measured, by those of the reference moved to its background. */
export async function getScale(parts: SearchParts, kind: 'text' | 'picture'): Promise<Scale> {
  const measured = MEASURED[parts.model.revision];
  if (measured !== undefined || parts.space.size === 0) return new Scale((measured ?? REFERENCE)[kind]);
  return new Scale(REFERENCE[kind], (await getBackgrounds(parts))[kind]);
}
