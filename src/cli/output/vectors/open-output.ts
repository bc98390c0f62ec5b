import { open, rename, rm } from 'node:fs/promises';
import { PhotoseekError } from '../../../errors.js';
import type { Sink } from '../../context.js';

/** Where a command writes its result, piece by piece. */
export interface Output {
  write(piece: string | Uint8Array): Promise<void>;
  /** Puts the file in its place. */
  finish(): Promise<void>;
  /** Removes what was written to the file. */
  discard(): Promise<void>;
}

/** A file that is whole or not there, or, without a path, stdout. @throws PhotoseekError `bad-argument` */
export async function openOutput(path: string | undefined, stdout: Sink): Promise<Output> {
  if (path === undefined) {
    return { write: async (piece) => stdout.write(piece), finish: async () => {}, discard: async () => {} };
  }
  const unfinished = `${path}.${process.pid}.unfinished`;
  const file = await open(unfinished, 'w').catch((cause: NodeJS.ErrnoException) => {
    throw new PhotoseekError('bad-argument', `${path} cannot be written: ${cause.message}.`, { cause });
  });
  return {
    write: async (piece) => {
      // Unlike `write`, it goes on where the system wrote a part only.
      await file.appendFile(piece);
    },
    finish: async () => {
      await file.close();
      await rename(unfinished, path);
    },
    discard: async () => {
      await file.close().catch(() => {});
      await rm(unfinished, { force: true });
    },
  };
}
