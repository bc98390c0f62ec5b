import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { TOY_MODEL_FOLDER } from '../support/encoder/models.js';
import { writePicture } from '../support/images/random-images.js';
import { runCommand } from '../support/processes/run-command.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const home = makeTemporaryFolder();
const library = join(home, 'library');
const PHOTOS = 4;
/** The folder is the name of its model. */
const TOY = TOY_MODEL_FOLDER;

const run = (...args: string[]) => runCommand([...args, '--library', library]);

async function listSpaces(): Promise<{ name: string; state: string; vectors: number }[]> {
  const { stdout } = await run('status', '--json');
  return JSON.parse(stdout).spaces.map(
    ({ name, state, vectors }: { name: string; state: string; vectors: number }) => ({
      ...{ name, state, vectors },
    }),
  );
}

async function countSpacesOfAnswer(...args: string[]): Promise<number> {
  const { stdout } = await run('search', 'red', '--all', '--mode', 'vector', '--json', '--no-daemon', ...args);
  const { results } = JSON.parse(stdout) as { results: { evidence: { type: string }[] }[] };
  expect(results).toHaveLength(PHOTOS);
  return results[0]?.evidence.filter(({ type }) => type === 'vector').length ?? 0;
}

describe('photoseek models use', () => {
  let embedded: string;
  beforeAll(async () => {
    const photos = join(home, 'photos');
    await mkdir(photos);
    for (let i = 0; i < PHOTOS; i++) await writePicture(join(photos, `${i}.png`), i, { width: 32, height: 24 });
    await run('index', photos, '--quiet');
    embedded = (await listSpaces())[0]?.name ?? '';
  });

  it('searches with both models with --keep, and --models chooses among them', async () => {
    expect(await run('models', 'use', TOY, '--keep')).toMatchObject({ code: 0 });
    expect(await listSpaces()).toEqual([
      { name: embedded, state: 'active', vectors: PHOTOS },
      { name: TOY, state: 'active', vectors: PHOTOS },
    ]);
    expect(await countSpacesOfAnswer()).toBe(2);
    expect(await countSpacesOfAnswer('--models', embedded)).toBe(1);
    expect(await countSpacesOfAnswer('--models', `${TOY},${embedded}`)).toBe(2);
    const wrong = await run('search', 'red', '--models', 'nobody', '--no-daemon');
    expect(wrong).toMatchObject({ code: 2 });
    expect(wrong.stderr).toContain(`models must name active spaces (${TOY}, ${embedded}), got nobody.`);
  });

  it('drops no model that is in use', async () => {
    const refused = await run('models', 'drop', embedded);
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.stderr).toContain('is in use');
    expect(await run('models', 'drop', 'nobody')).toMatchObject({ code: 2 });
  });

  it('replaces the models from before with --drop, whose vectors are gone then', async () => {
    expect(await run('models', 'use', embedded)).toMatchObject({ code: 0 });
    expect((await listSpaces()).map(({ state }) => state)).toEqual(['active', 'retired']);
    await run('models', 'use', TOY);
    expect((await listSpaces()).map(({ state }) => state)).toEqual(['retired', 'active']);
    const dropped = await run('models', 'use', embedded, '--drop');
    expect(dropped).toMatchObject({ code: 0 });
    expect(await listSpaces()).toEqual([{ name: embedded, state: 'active', vectors: PHOTOS }]);
    expect(await run('verify', '--no-files')).toMatchObject({ code: 0 });
    expect(await countSpacesOfAnswer()).toBe(1);
  });

  it('refuses a library without photos', async () => {
    const empty = join(home, 'empty');
    await mkdir(empty);
    const { code, stderr } = await runCommand(['models', 'use', TOY, '--library', empty]);
    expect(code).toBe(1);
    expect(stderr).toContain('photoseek index');
  });
});
