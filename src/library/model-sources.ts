import type { ModelSources } from '../encoder/models/resolve-model.js';
import { defaultHub, defaultModelCache, hubToken, isOffline } from '../runtime/default-folders.js';
import type { OpenOptions } from './types/open-options.js';

/** Where models come from, by options and the environment. */
export function toModelSources({
  modelCache = defaultModelCache(),
  hub = defaultHub(),
  offline = isOffline(),
  onModelDownload,
}: Pick<OpenOptions, 'modelCache' | 'hub' | 'offline' | 'onModelDownload'>): ModelSources {
  return {
    ...{ cache: modelCache, hub, token: hubToken(), isOffline: offline },
    ...(onModelDownload === undefined ? {} : { onDownload: onModelDownload }),
  };
}
