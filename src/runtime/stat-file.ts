import { stat } from 'node:fs/promises';
import { toFsPath } from './fs-path.js';

/** A file as it is on disk at the moment of the call. */
export interface FileStatus {
  sizeBytes: number;
  /** As `fs.Stats.mtimeMs`: milliseconds since 1970, with a fraction. */
  mtimeMs: number;
  /** Number of its device; together with `inode` it identifies the file, whatever its names. */
  device: bigint;
  /** 0 where the file system has none. */
  inode: bigint;
  /** Time of the last change to bytes, name or rights, in nanoseconds; no program can set it. */
  ctimeNs: bigint;
  /** Names of the file on its device. */
  links: number;
}

/** Reads the status of a file, following symbolic links; `undefined` when there is no file at the path, or it cannot be reached. */
export async function statFile(path: string): Promise<FileStatus | undefined> {
  // As numbers, inodes beyond 2^53 (mergerfs, network disks) lose digits, and different files would count as one.
  const stats = await stat(toFsPath(path), { bigint: true }).catch(() => undefined);
  if (stats === undefined || !stats.isFile()) return undefined;
  return {
    sizeBytes: Number(stats.size),
    mtimeMs: toMilliseconds(stats.mtimeNs),
    device: stats.dev,
    inode: stats.ino,
    ctimeNs: stats.ctimeNs,
    links: Number(stats.nlink),
  };
}

const NS_PER_S = 1_000_000_000n;

/** The same number as `fs.Stats.mtimeMs`, which Node computes from seconds and the nanoseconds beyond them. */
function toMilliseconds(ns: bigint): number {
  const beyond = ((ns % NS_PER_S) + NS_PER_S) % NS_PER_S;
  return Number((ns - beyond) / NS_PER_S) * 1000 + Number(beyond) / 1e6;
}
