import { join } from 'node:path';
import { EMBEDDED_FOLDER } from '../models/embedded-model.js';
import { EncoderThread } from './encoder-thread.js';

let prestarted: { file: string; thread: EncoderThread } | undefined;

/**
 * Starts to load the embedded model's text tower before it is known whether the query needs that model: loading overlaps with the import
 * of the command's own modules.
 */
export function prestartText(): void {
  const file = join(EMBEDDED_FOLDER, 'onnx', 'text_model.onnx');
  // One thread, as `createEncoder` chooses for a small model.
  const thread = new EncoderThread({ tower: 'text', file, options: { quickStart: true, threads: 1 } });
  prestarted = { file, thread };
}

/** Hands over the prestarted thread if it loads this file; closes one that loads another. */
export function takePrestarted(file: string): EncoderThread | undefined {
  const taken = prestarted;
  prestarted = undefined;
  if (taken === undefined || taken.file === file) return taken?.thread;
  void taken.thread.close();
  return undefined;
}

/** Closes a prestarted thread that was not taken. */
export async function endPrestarted(): Promise<void> {
  const left = prestarted;
  prestarted = undefined;
  await left?.thread.close();
}
