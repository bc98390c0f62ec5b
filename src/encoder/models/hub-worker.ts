/** A thread that downloads one model from the hub into the cache, as a model folder, and loads it once to validate it. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import {
  AutoConfig,
  AutoProcessor,
  AutoTokenizer,
  CLIPTextModelWithProjection,
  CLIPVisionModelWithProjection,
  env,
  SiglipTextModel,
  SiglipVisionModel,
} from '@huggingface/transformers';
import { PhotoseekError, toErrorData } from '../../errors.js';
import { EMBEDDED_MODEL } from './embedded-model.js';
import type { HubReply, HubRequest } from './hub-protocol.js';
import { MODEL_FILES } from './model-files.js';

const MODEL_CLASSES: Record<string, [typeof CLIPTextModelWithProjection, typeof CLIPVisionModelWithProjection]> = {
  clip: [CLIPTextModelWithProjection, CLIPVisionModelWithProjection],
  siglip: [SiglipTextModel, SiglipVisionModel],
};

async function download({ id, cache, hub }: HubRequest): Promise<void> {
  env.remoteHost = hub;
  env.allowRemoteModels = true;
  env.allowLocalModels = false;
  env.useFSCache = true;
  env.cacheDir = cache;
  await mkdir(join(cache, id), { recursive: true });
  const options = { cache_dir: cache, dtype: 'fp32' as const, progress_callback: reportProgress };
  /** A file that was downloaded but cannot be loaded (a login page, say) is removed, so that the next try downloads it again. */
  const fetchOrRemove = async <T>(files: readonly string[], load: () => Promise<T>): Promise<T> => {
    try {
      return await load();
    } catch (error) {
      await Promise.all(files.map((file) => rm(join(cache, id, file), { force: true })));
      throw error;
    }
  };
  const { config: configFile, tokenizer, tokenizerConfig, preprocessor, text, vision } = MODEL_FILES;
  const config = await fetchOrRemove([configFile], () => AutoConfig.from_pretrained(id, options));
  const type = String((config as { model_type?: unknown }).model_type);
  const classes = MODEL_CLASSES[type];
  if (classes === undefined) {
    throw new PhotoseekError(
      'model-invalid',
      `The model type of ${id} must be ${Object.keys(MODEL_CLASSES).join(' or ')}, got "${type}".`,
    );
  }
  await fetchOrRemove([tokenizer, tokenizerConfig], () => AutoTokenizer.from_pretrained(id, options));
  await fetchOrRemove([preprocessor], () => AutoProcessor.from_pretrained(id, options));
  for (const [i, file] of [text, vision].entries()) {
    const modelClass = classes[i] as (typeof classes)[number];
    await fetchOrRemove([file], async () => (await modelClass.from_pretrained(id, options)).dispose());
  }
}

function reportProgress(info: { status: string; file?: string; loaded?: number; total?: number }): void {
  if (info.status !== 'progress' || info.file === undefined) return;
  send({ type: 'progress', progress: { file: info.file, loadedBytes: info.loaded ?? 0, totalBytes: info.total ?? 0 } });
}

function send(reply: HubReply): void {
  parentPort?.postMessage(reply);
}

// The downloader logs the cause of a failure (a broken connection, a full disk) as a warning, then fails because the file is missing.
let lastWarning: string | undefined;
console.warn = (...parts: unknown[]) => {
  lastWarning = parts.map(String).join(' ').replace('browser cache', 'cache');
};

const request = workerData as HubRequest;
download(request).then(
  () => send({ type: 'done' }),
  (cause: Error) => send({ type: 'error', error: toErrorData(toFailure(cause)) }),
);

function toFailure(cause: Error): PhotoseekError {
  if (cause instanceof PhotoseekError) return cause;
  const reason = [cause.message, lastWarning].filter((part) => part !== undefined).join(' ');
  return new PhotoseekError(
    'model-download-failed',
    `Could not download ${request.id} from ${request.hub}: ${reason}`,
    {
      hint: `The embedded model works without a network: --model ${EMBEDDED_MODEL}.`,
    },
  );
}
