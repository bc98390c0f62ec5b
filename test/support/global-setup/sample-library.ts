/**
 * Indexes the sample photos once: tests copy the library. It is cached under the hash of the built code, the model and the photos, so that
 * the next run of an unchanged build starts with it.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Folder of a library of the sample photos, to be copied. */
    sampleLibrary: string;
  }
}

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const PHOTOS = join(ROOT, 'data/samples/favourites');
const CACHE = join(tmpdir(), 'photoseek-test-libraries');
const CACHED_MS = 24 * 60 * 60 * 1000;

export function setup({ provide }: TestProject): void {
  // The library names the photos by their absolute paths.
  const hash = createHash('sha256').update(ROOT);
  for (const folder of [join(ROOT, 'dist'), join(ROOT, 'data/models'), PHOTOS]) addFolder(hash, folder);
  const library = join(CACHE, hash.digest('hex').slice(0, 16));
  if (!existsSync(library)) makeLibrary(library);
  provide('sampleLibrary', library);
}

function addFolder(hash: ReturnType<typeof createHash>, folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }).sort((a, b) => compare(a, b))) {
    // The page, declarations and source maps write nothing into a library.
    if (!entry.isFile() || /\.(map|d\.ts|html|css)$/.test(entry.name)) continue;
    hash.update(entry.name).update(readFileSync(join(entry.parentPath, entry.name)));
  }
}

function compare(a: { parentPath: string; name: string }, b: { parentPath: string; name: string }): number {
  return join(a.parentPath, a.name) < join(b.parentPath, b.name) ? -1 : 1;
}

function makeLibrary(library: string): void {
  mkdirSync(CACHE, { recursive: true });
  dropOld();
  const made = mkdtempSync(join(CACHE, 'new-'));
  const args = [join(ROOT, 'dist/photoseek.cjs'), 'index', PHOTOS, '-q', '--library', made];
  execFileSync(process.execPath, args, { stdio: 'inherit' });
  // Another run may have been first; then that one is as good.
  if (existsSync(library)) rmSync(made, { recursive: true, force: true });
  else renameSync(made, library);
}

function dropOld(): void {
  for (const name of readdirSync(CACHE)) {
    const path = join(CACHE, name);
    if (Date.now() - statSync(path).mtimeMs > CACHED_MS) rmSync(path, { recursive: true, force: true });
  }
}
