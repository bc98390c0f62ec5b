import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Of more files of a kind, so many are examined, evenly spread: those of 20,000 take a third of a second. */
const MOST_EXAMINED = 20_000;

/** Files examined at a time. */
const AT_A_TIME = 64;

/** Bytes on a disk. */
export interface FolderSize {
  /** Of all files below the folder. */
  total: number;
  /** Of those in one part of it, which holds files of one kind; where there are more than {@link MOST_EXAMINED}, estimated from so many. */
  ofPart: number;
}

/**
 * Measures the files in a folder and below.
 * @param part path of a folder below it, relative to it
 */
export async function measureFolder(folder: string, part: string): Promise<FolderSize> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const start = join(folder, part, '/');
  const own = files.filter((file) => !file.startsWith(start));
  const ofPart = await measureSample(files.filter((file) => file.startsWith(start)));
  return { total: (await sumSizes(own)) + ofPart, ofPart };
}

async function measureSample(files: readonly string[]): Promise<number> {
  const step = Math.max(1, files.length / MOST_EXAMINED);
  const sample = Array.from(
    { length: Math.floor(files.length / step) },
    (_, i) => files[Math.floor(i * step)] as string,
  );
  const sum = await sumSizes(sample);
  return sample.length === files.length ? sum : Math.round((sum * files.length) / sample.length);
}

async function sumSizes(files: readonly string[]): Promise<number> {
  let sum = 0;
  for (let i = 0; i < files.length; i += AT_A_TIME) {
    const sizes = files.slice(i, i + AT_A_TIME).map((file) =>
      stat(file).then(
        ({ size }) => size,
        () => 0,
      ),
    );
    for (const size of await Promise.all(sizes)) sum += size;
  }
  return sum;
}
