import { PhotoseekError } from '../../../errors.js';
import { EMBEDDED_MODELS } from '../embedded-model.js';
import { DTYPES, type Dtype, findRegistered, type RegisteredModel } from './registry.js';

/** A model of the hub: what to download, and where it is cached. */
export interface HubModel {
  /** The registered model; missing for any other repository. */
  row: RegisteredModel | undefined;
  repository: string;
  /** Branch or commit. */
  revision: string;
  dtype: Dtype;
  /** Folder in the cache, with `/` in it. */
  folder: string;
}

const NAME = /^(?<id>[\w.-]+(?:\/[\w.-]+)?)(?:@(?<revision>[\w.-]+))?(?::(?<dtype>\w+))?$/;

/**
 * Reads `MODEL`, `MODEL@COMMIT`, `MODEL:DTYPE` or `MODEL@COMMIT:DTYPE`, where `MODEL` is an id of the registry or a repository of the hub.
 * @throws PhotoseekError `model-not-found`
 */
export function parseModelName(name: string): HubModel {
  const { id = '', revision, dtype = 'fp32' } = NAME.exec(name)?.groups ?? {};
  const row = findRegistered(id);
  const repository = row?.repository ?? id;
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository) || name.includes('..')) {
    throw new PhotoseekError(
      'model-not-found',
      `A model must be ${EMBEDDED_MODELS.join(', ')}, a folder, a hub id or one of photoseek models, got "${name}".`,
      { hint: 'A hub id looks like Xenova/clip-vit-base-patch32.' },
    );
  }
  if (!DTYPES.includes(dtype as Dtype)) {
    throw new PhotoseekError(
      'model-not-found',
      `The precision of a model must be ${DTYPES.join(', ')}, got "${dtype}" in "${name}".`,
    );
  }
  // Several rows may share a repository, or take parts of two: such a row has a folder of its own.
  const isPart = row?.folder !== undefined || row?.text !== undefined;
  return {
    row,
    repository,
    revision: revision ?? row?.revision ?? 'main',
    dtype: dtype as Dtype,
    folder: `${isPart ? row.id : repository}${revision === undefined ? '' : `@${revision}`}`,
  };
}
