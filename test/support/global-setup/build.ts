/** Builds the package when it is older than its sources, so that tests of built code never run against yesterday's. */
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const SOURCES = ['src', 'web', 'scripts/build.mjs', 'package.json', 'tsconfig.json', 'tsconfig.build.json'];
const CONFIGS = ['vite.config.ts', 'vite.command.config.ts'];
/** The build writes it last. */
const PRODUCT = 'dist/photoseek.cjs';

/** When something at or below a path last changed. The time of a folder counts too: it changes when a file is deleted. */
function newestMs(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newestMs(join(path, name))));
}

function isStale(): boolean {
  const builtMs = statSync(join(ROOT, PRODUCT), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return [...SOURCES, ...CONFIGS].some((path) => newestMs(join(ROOT, path)) > builtMs);
}

export function setup(): void {
  // A mutant is a build on purpose unlike its sources.
  if (process.env['PHOTOSEEK_TEST_BUILT'] === '1' || !isStale()) return;
  console.log('building: the sources are newer than dist');
  const { status } = spawnSync(process.execPath, [join(ROOT, 'scripts/build.mjs')], { stdio: 'inherit' });
  if (status !== 0) throw new Error('The build failed.');
}
