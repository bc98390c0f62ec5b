/** A tree of small images and its library, for tests that inject faults. */
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll } from 'vitest';
import { openLibrary } from '#src/index.js';
import { writePicture } from '../images/random-images.js';
import { indexPaths } from '../libraries/index-events.js';
import { makeTemporaryFolder } from '../temporary-folder.js';

/** Shared set-up of a file of fault tests. */
export interface FaultLibrary {
  home: string;
  photos: string;
  /** A fresh, intact copy of the library at each call. */
  copy(): string;
  /** A name inside `home` that is not taken. */
  next(): string;
}

/** Made before the file's tests. */
export function useFaultLibrary(count = 12): FaultLibrary {
  const home = makeTemporaryFolder();
  const photos = join(home, 'photos');
  const original = join(home, 'original');
  let names = 0;
  const next = () => join(home, `n${++names}`);
  beforeAll(async () => {
    mkdirSync(photos);
    for (let i = 0; i < count; i++) await writePicture(join(photos, `${i}.jpg`), i);
    const library = await openLibrary({ path: original });
    await indexPaths(library, [photos]);
    await library.close();
  });
  return {
    home,
    photos,
    next,
    copy: () => {
      const path = next();
      cpSync(original, path, { recursive: true });
      return path;
    },
  };
}

/** The answers of a small library, for comparison before and after a fault. */
export async function askLibrary(path: string, readOnly = false): Promise<string[]> {
  const library = await openLibrary({ path, create: false, readOnly });
  try {
    const { results } = await library.search('a red square', { limit: 100, all: true });
    return results.map((result) => `${result.path} ${result.cosine?.toFixed(4)}`);
  } finally {
    await library.close();
  }
}

/** Everything that a check finds not in order. */
export async function listFaults(path: string): Promise<string[]> {
  const library = await openLibrary({ path, create: false, readOnly: true });
  try {
    const findings = await library.verify();
    return findings.filter(({ state, wrong }) => state !== 'ok' || wrong > 0).map(({ message }) => message);
  } finally {
    await library.close();
  }
}
