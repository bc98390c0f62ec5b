import { closest } from 'fastest-levenshtein';
import { findRegistered, listRegistered, type RegisteredModel } from '../encoder/models/registry/registry.js';
import { PhotoseekError } from '../errors.js';

export type { RegisteredModel } from '../encoder/models/registry/registry.js';

/** The models that photoseek knows by name: those that ship with the package, then those of the hub. Any other model of the same layout works, too. */
export function listModels(): RegisteredModel[] {
  return listRegistered().map((row) => structuredClone(row));
}

/**
 * A model of {@link listModels}.
 * @param name its id, or its repository
 * @throws PhotoseekError `model-not-found`
 */
export function describeModel(name: string): RegisteredModel {
  const row = findRegistered(name);
  if (row !== undefined) return structuredClone(row);
  const ids = listRegistered().map(({ id }) => id);
  throw new PhotoseekError('model-not-found', `A model must be one of the list, got "${name}".`, {
    hint: `Did you mean ${closest(name, ids)}? photoseek models lists all.`,
    details: { name },
  });
}
