import { join } from 'node:path';
import { EMBEDDED_FOLDER } from '../models/embedded-model.js';
import { EncoderThread } from './encoder-thread.js';

let prestarted: { file: string; thread: EncoderThread } | undefined;

/**
 * Starts to load the embedded model's text half for one query, before it is known whether that is the model the query needs. A command
 * that is about to search gains the time its own modules take to load.
 */
export function prestartText(): void {
  const file = join(EMBEDDED_FOLDER, 'onnx', 'text_model.onnx');
  // One thread, as `createEncoder` says of a small model.
  const thread = new EncoderThread({ half: 'text', file, options: { quickStart: true, threads: 1 } });
  prestarted = { file, thread };
}

/** The thread that was started ahead, when it loads this file; one that loads another is ended. */
export function takePrestarted(file: string): EncoderThread | undefined {
  const taken = prestarted;
  prestarted = undefined;
  if (taken === undefined || taken.file === file) return taken?.thread;
  void taken.thread.close();
  return undefined;
}

/** Ends a thread that was started ahead and that nobody took. */
export async function endPrestarted(): Promise<void> {
  const left = prestarted;
  prestarted = undefined;
  await left?.thread.close();
}
