import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { PhotoseekError } from '../../errors.js';
import type { ModelDescription } from '../types.js';
import type { DownloadProgress } from './download/download-model.js';
import { EMBEDDED_MODELS, embeddedFolder, LEFT_OUT_TOWERS } from './embedded-model.js';
import { hasModelFiles, readModelFolder } from './model-folder.js';
import { type HubModel, parseModelName } from './registry/parse-model-name.js';

/** Where models come from. */
export interface ModelSources {
  /** Folder that downloaded models are cached in. */
  cache: string;
  /** Base address of the hub, with a trailing slash. */
  hub: string;
  /** Token for models that the hub does not give to everybody. */
  token?: string | undefined;
  /** Pause before a request is repeated; see `HubOptions`. */
  pauseMs?: number;
  /** Whether nothing is downloaded. */
  isOffline?: boolean;
  onDownload?: (progress: DownloadProgress) => void;
}

/**
 * Resolves a model name to a folder on this disk: an embedded model, a folder, a registered model or a hub id (downloaded on first use).
 * `@COMMIT` and `:DTYPE` may follow the last two.
 * @throws PhotoseekError `model-not-found`, `model-invalid`, `model-download-failed`
 */
export async function resolveModel(name: string, sources: ModelSources): Promise<ModelDescription> {
  if (EMBEDDED_MODELS.includes(name)) {
    return readModelFolder(embeddedFolder(name), { name, leftOut: LEFT_OUT_TOWERS[name] });
  }
  if (isAbsolute(name) || name.startsWith('.') || existsSync(name)) {
    if (!existsSync(name)) throw new PhotoseekError('model-not-found', `Model folder ${name} does not exist.`);
    return readModelFolder(name);
  }
  const model = parseModelName(name);
  const folder = join(sources.cache, model.folder);
  const { dtype } = model;
  if (!hasModelFiles(folder, dtype)) await fetchModel(name, model, folder, sources);
  return readModelFolder(folder, { name, dtype });
}

async function fetchModel(name: string, model: HubModel, folder: string, sources: ModelSources): Promise<void> {
  const { hub, token, onDownload, pauseMs, isOffline = false } = sources;
  if (isOffline) {
    throw new PhotoseekError('model-download-failed', `${name} is not in ${folder}, and downloads are switched off.`, {
      hint: `Download it while there is a network: photoseek models pull ${name}`,
    });
  }
  const { downloadModel } = await import('./download/download-model.js');
  await downloadModel(model, folder, { hub, token, ...(pauseMs === undefined ? {} : { pauseMs }) }, onDownload);
}
