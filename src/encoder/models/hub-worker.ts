/** A thread that downloads one model from the hub into the cache, laid out as a model folder, and loads it once as a trial. */
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
import type { HubReply, HubRequest } from './hub-protocol.js';
import { MODEL_FILES } from './model-folder.js';

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
  /** What came but cannot be loaded (a login page instead of a file, say) must not be there at the next try. */
  const fetchOrForget = async <T>(files: readonly string[], load: () => Promise<T>): Promise<T> => {
    try {
      return await load();
    } catch (error) {
      await Promise.all(files.map((file) => rm(join(cache, id, file), { force: true })));
      throw error;
    }
  };
  const { config: configFile, tokenizer, tokenizerConfig, preprocessor, text, vision } = MODEL_FILES;
  const config = await fetchOrForget([configFile], () => AutoConfig.from_pretrained(id, options));
  const type = String((config as { model_type?: unknown }).model_type);
  const classes = MODEL_CLASSES[type];
  if (classes === undefined) {
    throw new PhotoseekError(
      'model-invalid',
      `${id} is a "${type}" model; expected one of ${Object.keys(MODEL_CLASSES).join(', ')}.`,
    );
  }
  await fetchOrForget([tokenizer, tokenizerConfig], () => AutoTokenizer.from_pretrained(id, options));
  await fetchOrForget([preprocessor], () => AutoProcessor.from_pretrained(id, options));
  for (const [i, file] of [text, vision].entries()) {
    const modelClass = classes[i] as (typeof classes)[number];
    await fetchOrForget([file], async () => (await modelClass.from_pretrained(id, options)).dispose());
  }
}

function reportProgress(info: { status: string; file?: string; loaded?: number; total?: number }): void {
  if (info.status !== 'progress' || info.file === undefined) return;
  send({ type: 'progress', progress: { file: info.file, loadedBytes: info.loaded ?? 0, totalBytes: info.total ?? 0 } });
}

function send(reply: HubReply): void {
  parentPort?.postMessage(reply);
}

// The downloader tells the reason of a failure (a broken line, a full disk) as a warning, and then fails for want of the file.
let lastWarning: string | undefined;
console.warn = (...words: unknown[]) => {
  lastWarning = words.map(String).join(' ').replace('browser cache', 'cache');
};

const request = workerData as HubRequest;
download(request).then(
  () => send({ type: 'done' }),
  (cause: Error) => send({ type: 'error', error: toErrorData(toFailure(cause)) }),
);

function toFailure(cause: Error): PhotoseekError {
  if (cause instanceof PhotoseekError) return cause;
  const reason = [cause.message, lastWarning].filter((part) => part !== undefined).join(' ');
  return new PhotoseekError('model-download-failed', `${request.id} could not be had from ${request.hub}: ${reason}`, {
    hint: 'The embedded model works without a network: --model photoseek-mini.',
  });
}
