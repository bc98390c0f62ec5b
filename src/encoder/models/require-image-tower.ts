import { PhotoseekError } from '../../errors.js';
import type { ModelDescription } from '../types.js';
import { EMBEDDED_MODEL } from './embedded-model.js';

/**
 * The file of a model's image tower.
 * @throws PhotoseekError `model-not-found` where the package leaves it out: the model encodes texts only
 */
export function requireImageTower({ name, files }: Pick<ModelDescription, 'name' | 'files'>): string {
  if (files.vision !== undefined) return files.vision;
  throw new PhotoseekError(
    'model-not-found',
    `${name} encodes texts only: its image encoder is not part of this package. Photos that were indexed with it are still found.`,
    {
      hint: `Embed the photos with the current model, while searches are answered as before: photoseek models use ${EMBEDDED_MODEL}`,
      details: { name },
    },
  );
}
