// 3D models as people find them: by the command, from a folder that holds other things as well.
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { runCommand } from '../support/processes/run-command.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

interface Thing {
  name: string;
  words: string;
  make(): object;
}

const THINGS = new URL('../../bench/support/things.mjs', import.meta.url).href;
const SAMPLES = new URL('../../data/samples/', import.meta.url);

const home = makeTemporaryFolder();
const folder = join(home, 'things');
const env = { PHOTOSEEK_LIBRARY: join(home, 'library') };

async function search(...query: string[]): Promise<string[]> {
  const { stdout, code, stderr } = await runCommand(['search', '--json', ...query], { env });
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout).results.map(({ path }: { path: string }) => basename(path));
}

beforeAll(async () => {
  mkdirSync(folder);
  const { THINGS: things, toObj } = await import(THINGS);
  // Under numbers: their names tell nothing.
  for (const [i, { make }] of (things as Thing[]).entries()) writeFileSync(join(folder, `${i}.obj`), toObj(make()));
  writeFileSync(join(folder, 'compiled.obj'), Buffer.from([0x64, 0x86, 3, 0, 0, 0, 0, 0]));
  copyFileSync(new URL('at-home/white-chair.jpg', SAMPLES), join(folder, 'photo.jpg'));
  const { code, stdout, stderr } = await runCommand(['index', folder, '--kinds', 'models'], { env });
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(/^18 indexed, 0 unchanged, 0 removed, 0 failed, 2 other files skipped/m);
});

it('are found by words, and by a photo of such a thing', async () => {
  const { THINGS: things } = await import(THINGS);
  const indexOf = (name: string) => `${(things as Thing[]).findIndex((thing) => thing.name === name)}.obj`;
  for (const [name, words] of [
    ['car', 'a red car'],
    ['mug', 'a cup of coffee'],
    ['hammer', 'a hammer'],
  ] as const) {
    expect((await search(words))[0], words).toBe(indexOf(name));
  }
  const { stdout } = await runCommand(['similar', '--json', join(folder, 'photo.jpg')], { env });
  const found = JSON.parse(stdout).results.map(({ path }: { path: string }) => basename(path));
  expect(found.slice(0, 3)).toContain(indexOf('chair'));
});

it('are filtered by their kind, and name the view that matched', async () => {
  expect(await search('a red car', 'is:photo')).toEqual([]);
  const { stdout } = await runCommand(['search', '--json', 'a red car', 'is:model'], { env });
  const [{ evidence, kind, frames }] = JSON.parse(stdout).results;
  expect({ kind, frames }).toEqual({ kind: 'model', frames: 5 });
  expect(evidence[0].frame).toMatchObject({ kind: 'view' });
});
