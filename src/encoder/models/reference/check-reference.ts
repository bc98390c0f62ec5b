import { Worker } from 'node:worker_threads';
import { fromErrorData } from '../../../errors.js';
import { forbidTelemetry } from '../../../onnx/forbid-telemetry.js';
import type { ReferenceReply, ReferenceRequest } from './reference-worker.js';

/** With what a model was compared, or why it was not. */
export type ReferenceOutcome = Exclude<ReferenceReply, { error: unknown }>;

/**
 * Compares how photoseek and the reference implementation of this layout of files, transformers.js, read the JSON files of a folder: token
 * ids of a few texts, size and normalisation of an image. A model that the reference does not know is not compared. In a thread that ends
 * afterwards, because the library is large and nothing else needs it.
 * @throws PhotoseekError `model-invalid` when they differ, or when photoseek cannot read them
 */
export async function checkReference(request: ReferenceRequest): Promise<ReferenceOutcome> {
  // The library loads ONNX Runtime as well.
  forbidTelemetry();
  const worker = new Worker(new URL('./reference-worker.js', import.meta.url), {
    workerData: request,
    execArgv: [],
    // It logs warnings about fields that it does not know.
    ...{ stdout: true, stderr: true },
  });
  try {
    const reply = await new Promise<ReferenceReply>((resolve) => {
      const skip = (reason: string) =>
        resolve({ skipped: `The reference implementation cannot be loaded: ${reason}.` });
      worker.on('message', resolve);
      worker.on('error', (cause) => skip((cause as Error).message));
      worker.on('exit', (code) => skip(`its thread exited with code ${code}`));
    });
    if ('error' in reply) throw fromErrorData(reply.error);
    return reply;
  } finally {
    await worker.terminate();
  }
}
