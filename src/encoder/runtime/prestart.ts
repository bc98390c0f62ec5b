import { EMBEDDED_MODEL, embeddedFolder } from '../models/embedded-model.js';
import { listTextFiles } from '../models/text-towers.js';
import { EncoderThread } from './encoder-thread.js';

let prestarted: { file: string; thread: EncoderThread } | undefined;

/** Letters that no language of the Latin alphabet has. */
const OTHER_SCRIPT = /\p{L}(?<!\p{Script=Latin})/u;

/**
 * Starts to load a text tower of the embedded model before it is known whether the query needs that model: loading overlaps with the import
 * of the command's own modules.
 * @param text what is searched for, or more: letters that are not Latin need the last of several towers
 */
export function prestartText(text: string): void {
  const files = listTextFiles(embeddedFolder(EMBEDDED_MODEL));
  const file = (OTHER_SCRIPT.test(text) ? files.at(-1) : files[0]) as string;
  // One thread, as `createEncoder` chooses for a small model.
  const thread = new EncoderThread({ tower: 'text', file, options: { quickStart: true, threads: 1 } });
  prestarted = { file, thread };
}

/** Hands over the prestarted thread if it loads this file. One that loads another is left for it, or for `endPrestarted`. */
export function takePrestarted(file: string): EncoderThread | undefined {
  if (prestarted?.file !== file) return undefined;
  const { thread } = prestarted;
  prestarted = undefined;
  return thread;
}

/** Closes a prestarted thread that was not taken. */
export async function endPrestarted(): Promise<void> {
  const left = prestarted;
  prestarted = undefined;
  await left?.thread.close();
}
