import { isMainThread } from 'node:worker_threads';
import { PhotoseekError } from '../errors.js';

const SWITCH = 'ORT_DISABLE_TELEMETRY';

/**
 * Keeps ONNX Runtime from reporting. Since 1.29, its builds for Linux and macOS keep a number for the machine and send it to their maker with
 * what models are loaded and how they run (microsoft/onnxruntime#27379), unless the process's environment says otherwise before the library
 * is loaded. To be called before a thread is started that loads it.
 *
 * Native code sees only the main thread's `process.env`; that of a worker thread is a copy.
 * @throws PhotoseekError `encoder-failed` in a worker thread, when the main thread has not forbidden it
 */
export function forbidTelemetry(): void {
  if (isMainThread) {
    process.env[SWITCH] = '1';
  } else if (process.env[SWITCH] !== '1') {
    throw new PhotoseekError('encoder-failed', 'Telemetry of ONNX Runtime cannot be disabled from a worker thread.', {
      hint: `Set process.env.${SWITCH} = '1' in the main thread before it starts the worker, or in the shell.`,
    });
  }
}
