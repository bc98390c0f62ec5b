import { randomUUID } from 'node:crypto';
import { lstat, open, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { PhotoseekError, toErrorData } from '../../errors.js';
import { listSidecars } from '../../indexer/scan/sidecar-stamps.js';
import { holdsSameFace, turnBox } from '../../insight/people/match-stated.js';
import { MAX_SIDECAR_BYTES } from '../../metadata/readers/sidecars.js';
import { writeFaces } from '../../metadata/write-faces.js';
import { isBelow } from '../../model/paths.js';
import type { StatedFace } from '../../model/region.js';
import { flushFolder } from '../../runtime/flush-file.js';
import { toFsPath } from '../../runtime/fs-path.js';
import type { Catalogue } from '../../store/catalogue.js';
import type { WriteSidecarsOptions, WrittenSidecars } from './types.js';

/**
 * Writes the faces of people with names into the `.xmp` sidecars of their photos. Originals are never opened for writing.
 * @param within only files below this folder
 */
export async function writeSidecars(
  catalogue: Pick<Catalogue, 'faces' | 'files' | 'isManaged'>,
  { in: folder, dryRun = false, signal }: WriteSidecarsOptions,
): Promise<WrittenSidecars> {
  const { faces, files } = catalogue;
  const result: WrittenSidecars = { written: [], unchanged: 0, failed: [] };
  for (const photo of faces.listNamed({ folder })) {
    const upright = { width: photo.width, height: photo.height };
    const back = photo.orientation === 6 ? 8 : photo.orientation === 8 ? 6 : photo.orientation;
    const size = photo.orientation < 5 ? upright : { width: upright.height, height: upright.width };
    const stated = photo.faces.map(({ name, box }) => ({ name, box: turnBox(box, back) }));
    for (const file of files.getPhotoFiles(photo.photoId)?.files ?? []) {
      signal?.throwIfAborted();
      if (catalogue.isManaged(file.path) || !isBelow(file.path, folder)) continue;
      const path = await findSidecar(file.path);
      try {
        if (await writeInto(path, stated, size, dryRun)) result.written.push(path);
        else result.unchanged++;
      } catch (error) {
        const { code, message } = toErrorData(toFileError(error, path));
        result.failed.push({ path, code, message });
      }
    }
  }
  return result;
}

/** The one that is read: there may be one by either name. */
async function findSidecar(path: string): Promise<string> {
  const names = (await listSidecars(dirname(path))).get(basename(path)) ?? [];
  return join(dirname(path), names.find((name) => /\.xmp$/i.test(name)) ?? `${basename(path)}.xmp`);
}

/** @returns whether there was something to write */
async function writeInto(
  path: string,
  faces: readonly StatedFace[],
  size: { width: number; height: number },
  dryRun: boolean,
): Promise<boolean> {
  const before = await lstat(toFsPath(path)).catch((error) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (before !== undefined && (!before.isFile() || before.size > MAX_SIDECAR_BYTES))
    throw new SyntaxError('It is no plain file of at most 1 MB.');
  const document =
    before && new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(toFsPath(path)));
  const written = writeFaces(document, faces, size, holdsSameFace);
  if (written === undefined || dryRun) return written !== undefined;
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`);
  try {
    const handle = await open(toFsPath(temporary), 'wx', before?.mode ?? 0o666);
    try {
      await handle.writeFile(written);
      await handle.sync();
    } finally {
      await handle.close();
    }
    const now = await lstat(toFsPath(path)).catch(() => undefined);
    if (now?.mtimeMs !== before?.mtimeMs || now?.size !== before?.size)
      throw new PhotoseekError('changed-while-reading', `${path} has changed meanwhile.`);
    await rename(toFsPath(temporary), toFsPath(path));
  } finally {
    await rm(toFsPath(temporary), { force: true });
  }
  flushFolder(dirname(path));
  return true;
}

function toFileError(error: unknown, path: string): unknown {
  if (error instanceof PhotoseekError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new PhotoseekError('unreadable', `Nothing was written to ${path}: ${reason}`);
}
