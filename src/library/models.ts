import { closest } from 'fastest-levenshtein';
import {
  type Dtype,
  findRegistered,
  listRegistered,
  type RegisteredModel,
} from '../encoder/models/registry/registry.js';
import { resolveModel } from '../encoder/models/resolve-model.js';
import { PhotoseekError } from '../errors.js';
import { checkArgument, checkOptions, TEXT } from '../runtime/check-arguments.js';
import { PULL_OPTIONS } from './argument-shapes.js';
import { toModelSources } from './model-sources.js';
import type { OpenOptions } from './types/open-options.js';

export type { RegisteredModel } from '../encoder/models/registry/registry.js';

/**
 * The models that photoseek knows by name: those that ship with the package, then those of the hub. Any other model of the same layout works, too.
 *
 * @example
 * ```ts
 * const chinese = listModels().filter(({ languages }) => languages.includes('zh'));
 * ```
 * @returns a copy; changing it changes no list
 */
export function listModels(): RegisteredModel[] {
  return listRegistered().map((row) => structuredClone(row));
}

/**
 * A model of {@link listModels}.
 * @param name its id, or its repository
 * @throws PhotoseekError `model-not-found`, `bad-argument`
 */
export function describeModel(name: string): RegisteredModel {
  checkArgument('name', name, TEXT);
  const row = findRegistered(name);
  if (row !== undefined) return structuredClone(row);
  const ids = listRegistered().map(({ id }) => id);
  throw new PhotoseekError('model-not-found', `A model must be one of the list, got "${name}".`, {
    hint: `Did you mean ${closest(name, ids)}? photoseek models lists all.`,
    details: { name },
  });
}

/** Where {@link pullModel} downloads from and to; see `OpenOptions`. */
export type PullOptions = Pick<OpenOptions, 'modelCache' | 'hub' | 'offline' | 'onModelDownload'>;

/** A model that lies on this disk. */
export interface PulledModel {
  /** The name that was asked for. */
  model: string;
  /** Absolute path of its files. */
  folder: string;
  /** Fingerprint of its files, 16 hexadecimal digits: it names the space of its vectors. */
  revision: string;
  /** Precision of its weights. */
  dtype: Dtype;
  /** Length of its vectors. */
  dim: number;
}

/**
 * Downloads a model into the cache, so that it can be used without a network. One that is there already is only read.
 *
 * @example
 * ```ts
 * const { folder } = await pullModel('siglip2-b16-224:q8', {
 *   onModelDownload: ({ file, loadedBytes, totalBytes }) => console.log(file, loadedBytes, totalBytes),
 * });
 * ```
 * @param name as for `OpenOptions.model`
 * @throws PhotoseekError `model-not-found`, `model-invalid`, `model-download-failed`, `bad-argument`
 */
export async function pullModel(name: string, options: PullOptions = {}): Promise<PulledModel> {
  checkArgument('name', name, TEXT);
  checkOptions('pullModel()', options, PULL_OPTIONS);
  const { folder, revision, dtype, dim } = await resolveModel(name, toModelSources(options));
  return { model: name, folder, revision, dtype, dim };
}
