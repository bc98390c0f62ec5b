import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { fromErrorData, PhotoseekError } from '../../errors.js';
import { forbidTelemetry } from '../runtime/forbid-telemetry.js';
import type { ModelDescription } from '../types.js';
import { EMBEDDED_MODELS, embeddedFolder } from './embedded-model.js';
import type { DownloadProgress, HubReply, HubRequest } from './hub-protocol.js';
import { hasModelFiles, readModelFolder } from './model-folder.js';

/** Where models come from. */
export interface ModelSources {
  /** Folder that downloaded models are cached in. */
  cache: string;
  /** Base address of the hub, with a trailing slash. */
  hub: string;
  onDownload?: (progress: DownloadProgress) => void;
}

/**
 * Resolves a model name to a folder on this disk: an embedded model, a folder, or a hub id (downloaded on first use).
 * @throws PhotoseekError `model-not-found`, `model-invalid`, `model-download-failed`
 */
export async function resolveModel(name: string, sources: ModelSources): Promise<ModelDescription> {
  if (EMBEDDED_MODELS.includes(name)) return readModelFolder(embeddedFolder(name), name);
  if (isAbsolute(name) || name.startsWith('.') || existsSync(name)) {
    if (!existsSync(name)) throw new PhotoseekError('model-not-found', `Model folder ${name} does not exist.`);
    return readModelFolder(name);
  }
  if (!/^[\w.-]+\/[\w.-]+$/.test(name) || name.includes('..')) {
    throw new PhotoseekError(
      'model-not-found',
      `A model must be ${EMBEDDED_MODELS.join(', ')}, a folder or a hub id, got "${name}".`,
      {
        hint: 'A hub id looks like Xenova/clip-vit-base-patch32.',
      },
    );
  }
  const folder = join(sources.cache, name);
  if (!hasModelFiles(folder)) await download(name, sources);
  return readModelFolder(folder, name);
}

async function download(id: string, sources: ModelSources): Promise<void> {
  // The downloading library loads ONNX Runtime as well.
  forbidTelemetry();
  const worker = new Worker(new URL('./hub-worker.js', import.meta.url), {
    workerData: { id, cache: sources.cache, hub: sources.hub } satisfies HubRequest,
    execArgv: [],
  });
  try {
    await new Promise<void>((resolve, reject) => {
      worker.on('message', (reply: HubReply) => {
        if (reply.type === 'progress') sources.onDownload?.(reply.progress);
        else if (reply.type === 'done') resolve();
        else reject(fromErrorData(reply.error));
      });
      worker.on('error', (cause) =>
        reject(new PhotoseekError('model-download-failed', `The download thread failed: ${cause.message}`, { cause })),
      );
      worker.on('exit', (code) =>
        reject(new PhotoseekError('model-download-failed', `The download thread exited with code ${code}.`)),
      );
    });
  } finally {
    await worker.terminate();
  }
}
