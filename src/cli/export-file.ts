import { constants, copyFile, lstat, open, readlink, stat, symlink, utimes } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { toFsPath } from '../runtime/fs-path.js';
import { toNumberedName } from '../runtime/numbered-name.js';

/** How a photo is exported: a copy of its bytes with its times, or a symbolic link to it. */
export type ExportWay = 'copy' | 'link';

/** An exported file. */
export interface ExportedFile {
  path: string;
  /** `false`: an earlier export had put it there. */
  isNew: boolean;
}

/** Names that are tried. */
const MAX_NAMES = 10_000;

/** Bytes that are compared at a time. */
const CHUNK_BYTES = 1 << 20;

/**
 * Exports a file to a folder under a name, or under `name (2).jpg` and so on where another file has it. Existing files are never overwritten, and
 * neither are the targets of existing links. A file that an earlier export put there is left as it is: for a copy one with the same bytes, for a
 * link one to the same file.
 */
export async function exportFile(
  source: string,
  folder: string,
  way: ExportWay,
  name = basename(source),
): Promise<ExportedFile> {
  for (let i = 1; i < MAX_NAMES; i++) {
    const path = join(folder, toNumberedName(name, i));
    try {
      if (way === 'copy') await copyWithTimes(source, path);
      else await symlink(toFsPath(source), toFsPath(path));
      return { path, isNew: true };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (await (way === 'copy' ? isCopy(source, path) : isLink(source, path))) return { path, isNew: false };
  }
  throw new Error(`${folder} already contains ${MAX_NAMES} files named ${name}.`);
}

/**
 * Exports the sidecars of a photo beside its copy, under names that go with the copy's: `IMG (2).jpg.xmp` and `IMG (2).xmp` beside `IMG (2).jpg`.
 * @param exported path of the copy
 */
export async function exportSidecars(
  sidecars: readonly string[],
  source: string,
  exported: string,
  folder: string,
): Promise<ExportedFile[]> {
  const files: ExportedFile[] = [];
  for (const sidecar of sidecars)
    files.push(await exportFile(sidecar, folder, 'copy', renameSidecar(basename(sidecar), source, exported)));
  return files;
}

function renameSidecar(sidecar: string, source: string, exported: string): string {
  const [from, to] = [basename(source), basename(exported)];
  const stem = (name: string) => name.slice(0, name.length - extname(name).length);
  if (sidecar.startsWith(`${from}.`)) return `${to}${sidecar.slice(from.length)}`;
  return sidecar.startsWith(`${stem(from)}.`) ? `${stem(to)}${sidecar.slice(stem(from).length)}` : sidecar;
}

async function copyWithTimes(source: string, path: string): Promise<void> {
  await copyFile(toFsPath(source), toFsPath(path), constants.COPYFILE_EXCL);
  const { atimeMs, mtimeMs } = await stat(toFsPath(source));
  // Some network disks refuse times; the copy is whole all the same.
  await utimes(toFsPath(path), atimeMs / 1000, mtimeMs / 1000).catch(() => {});
}

async function isLink(source: string, path: string): Promise<boolean> {
  const target = await readlink(toFsPath(path), { encoding: 'buffer' }).catch(() => undefined);
  return target !== undefined && Buffer.from(toFsPath(source)).equals(target);
}

async function isCopy(source: string, path: string): Promise<boolean> {
  const stats = await lstat(toFsPath(path)).catch(() => undefined);
  if (!stats?.isFile() || stats.size !== (await stat(toFsPath(source))).size) return false;
  const files = [await open(toFsPath(source)), await open(toFsPath(path))] as const;
  try {
    const chunks = [Buffer.alloc(CHUNK_BYTES), Buffer.alloc(CHUNK_BYTES)] as const;
    for (;;) {
      const [own, other] = await Promise.all([files[0].read(chunks[0]), files[1].read(chunks[1])]);
      if (!chunks[0].subarray(0, own.bytesRead).equals(chunks[1].subarray(0, other.bytesRead))) return false;
      if (own.bytesRead === 0) return true;
    }
  } finally {
    await Promise.all(files.map((file) => file.close()));
  }
}
