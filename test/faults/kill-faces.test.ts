import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { openLibrary } from '#src/index.js';
import { createRandom } from '../support/images/random-images.js';
import { startCommand } from '../support/processes/run-command.js';
import { IS_LONG } from '../support/runner/form.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const SAMPLES = fileURLToPath(new URL('../../data/samples/favourites', import.meta.url));

/** Enough to be interrupted in the middle, each time. */
const PHOTOS = IS_LONG ? 60 : 24;
const KILLS = IS_LONG ? 10 : 3;

/** The faces of each person by photo and place, and the name: numbers depend on who was first. */
async function listPeople(path: string): Promise<unknown[]> {
  const library = await openLibrary({ path, create: false });
  const { people } = await library.exportPeople();
  await library.close();
  return people
    .map(({ name, faces }) => ({
      name,
      faces: faces.map(({ path: file, box }) => `${file} ${JSON.stringify(box)}`).sort(),
    }))
    .sort((a, b) => (a.faces.join() < b.faces.join() ? -1 : 1));
}

describe('a run that looks for faces and is killed again and again', () => {
  const folder = makeTemporaryFolder();
  const photos = join(folder, 'photos');
  beforeAll(async () => {
    mkdirSync(photos);
    const names = ['astronaut-portrait.jpg', 'mariachi-musicians.jpg', 'two-spaniels-at-window.jpg'];
    for (let i = 0; i < PHOTOS; i++)
      await sharp(join(SAMPLES, names[i % names.length] as string))
        .resize(640 + i)
        .modulate({ brightness: 0.8 + (i % 5) / 10 })
        .toFile(join(photos, `${i}.jpg`));
  });

  it('ends with the same people as an undisturbed run', async () => {
    const killed = join(folder, 'killed');
    const whole = join(folder, 'whole');
    const call = (library: string) => ['index', photos, '--library', library, '--stages', 'faces', '--json'];
    const random = createRandom(21);
    let disturbed = 0;
    for (let i = 0; i < KILLS; i++) {
      const run = startCommand(call(killed));
      // While the first faces are looked for, between two photos, or while they are grouped.
      await run.said(i % 3 === 0 ? /"planned"/ : /"progress"|"done"/);
      await sleep((i % 3 === 2 ? 1500 : 500) * random());
      run.child.kill('SIGKILL');
      if ((await run.ended).signal === 'SIGKILL') disturbed++;
    }
    expect(disturbed).toBeGreaterThan(0);
    for (const library of [killed, whole]) expect((await startCommand(call(library)).ended).code).toBe(0);
    const expected = await listPeople(whole);
    expect(expected.length).toBeGreaterThan(1);
    expect(await listPeople(killed)).toEqual(expected);
  }, 600_000);
});
