import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { PhotoseekError, refuseUrl } from '../errors.js';
import type { ImageTarget } from '../index.js';
import { toFsPath } from '../runtime/fs-path.js';

/** An image as a command names it: a file, or a photo of the library by `id:12`, or by `12` where no file has that name. */
export async function readTarget(image: string, cwd: string): Promise<ImageTarget> {
  const path = resolve(cwd, image);
  const stats = await stat(toFsPath(path)).catch(() => undefined);
  const [, id] = /^(?:id:)?(\d{1,15})$/.exec(image) ?? [];
  if (stats === undefined && id !== undefined) return { id: Number(id) };
  if (/^https?:\/\//i.test(image)) throw refuseUrl(image);
  if (stats?.isDirectory()) {
    throw new PhotoseekError('bad-argument', `An image is expected, got the folder ${path}.`, {
      hint: `To list the photos in it: photoseek search --in ${JSON.stringify(image)}`,
    });
  }
  return { path };
}
