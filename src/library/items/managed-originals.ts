import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FORMATS } from '../../media/identify/formats.js';
import { identify } from '../../media/identify/identify.js';
import { flushFolder } from '../../runtime/flush-file.js';
import { toFsPath } from '../../runtime/fs-path.js';
import type { SeenFile } from '../../store/records.js';

/** Characters of an external id in the name of its file: with the hash, any file system takes it. */
const MAX_NAME = 60;

/**
 * Writes a picture among the managed originals; on the disk when this resolves. Its name tells its external id to people, and by a hash of id and
 * bytes no two pictures share one: a file is never overwritten, and one that no row of the catalogue names is left over from a crash.
 */
export async function storeOriginal(folder: string, externalId: string, bytes: Uint8Array): Promise<SeenFile> {
  const path = await nameOriginal(folder, externalId, bytes);
  const known = await stat(toFsPath(path)).catch(() => undefined);
  if (known?.size !== bytes.length) await writeDurably(path, bytes);
  const { size: sizeBytes, mtimeMs, ctimeMs } = await stat(toFsPath(path));
  return { path, sizeBytes, mtimeMs, ctimeMs };
}

/** 256 folders, as for thumbnails. */
async function nameOriginal(folder: string, externalId: string, bytes: Uint8Array): Promise<string> {
  const digest = createHash('sha256')
    .update(externalId)
    .update('\0')
    .update(createHash('sha256').update(bytes).digest())
    .digest('hex');
  const name = externalId
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}_-]+/gu, '-')
    .slice(0, MAX_NAME)
    .replace(/[\ud800-\udbff]$/, '');
  return join(folder, digest.slice(0, 2), `${name}-${digest.slice(0, 16)}.${await chooseExtension(bytes)}`);
}

async function chooseExtension(bytes: Uint8Array): Promise<string> {
  const format = (await identify(bytes))?.format;
  const known = Object.entries(FORMATS).find(([name]) => name === format)?.[1];
  return known?.extensions.split(' ')[0] || 'bin';
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const folder = dirname(path);
  await mkdir(toFsPath(folder), { recursive: true });
  const temporary = join(folder, `.${randomBytes(8).toString('hex')}.tmp`);
  try {
    const handle = await open(toFsPath(temporary), 'wx');
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(toFsPath(temporary), toFsPath(path));
  } catch (error) {
    await rm(toFsPath(temporary), { force: true }).catch(() => {});
    throw error;
  }
  flushFolder(folder);
}

/** Deletes a picture that nothing names any more; one that cannot be deleted now is left to `repair`. */
export async function deleteOriginal(path: string): Promise<void> {
  await rm(toFsPath(path), { force: true }).catch(() => {});
}
