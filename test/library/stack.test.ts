// The files of one shot, from an index run to one result, and back to several.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Library } from '#src/library/types/library.js';
import { makeFilm } from '../support/images/embedded-files.js';
import { oneAtATime } from '../support/images/in-process-media.js';
import { makePicture, writePicture } from '../support/images/random-images.js';
import { makeNef } from '../support/images/raw-files.js';
import { indexPaths } from '../support/libraries/index-events.js';
import { openFakeLibrary } from '../support/libraries/open-fake-library.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const home = makeTemporaryFolder();
const at = (name: string) => join(home, 'photos', name);
let library: Library;

beforeAll(async () => {
  // A film without ffmpeg is an entry, too.
  vi.stubEnv('PATH', join(home, 'nothing-here'));
  vi.stubEnv('PHOTOSEEK_FFMPEG', '');
  await mkdir(join(home, 'photos'));
  await writeFile(at('IMG_1.NEF'), makeNef(await makePicture(1, { width: 400, height: 300 })));
  await writePicture(at('IMG_1.jpg'), 2);
  await writePicture(at('IMG_2.jpg'), 3);
  await writePicture(at('IMG_2-edited.jpg'), 4);
  await writePicture(at('IMG_3.jpg'), 5);
  await writeFile(at('IMG_3.mov'), makeFilm({ durationMs: 20_000, trackMs: 20_000 }));
  await writePicture(at('alone.jpg'), 6);
  library = await openFakeLibrary({ path: join(home, 'library') }, undefined, { createMedia: oneAtATime });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await library.close();
});

/** Names of the results, and of those that each stands for. */
async function search(query: string, stack: boolean): Promise<[string, ...string[]][]> {
  const { results, total } = await library.search(query, { stack, all: true, limit: 100 });
  expect(total).toBe(results.length);
  const nameOf = async (id: number) => basename((await library.photo(id)).path);
  const named = results.map(async ({ path, collapsed }): Promise<[string, ...string[]]> => {
    return [basename(path), ...(await Promise.all(collapsed.map(nameOf))).sort()];
  });
  return (await Promise.all(named)).sort(([a], [b]) => (a < b ? -1 : 1));
}

it('files of one shot are one result where that is asked for, and several once some of them are gone', async () => {
  expect(await indexPaths(library, [home])).toMatchObject({ indexed: 7, failed: [] });
  const [edited] = [['IMG_2-edited.jpg', 'IMG_2.jpg']];
  const stacked = [['IMG_1.jpg', 'IMG_1.NEF'], edited, ['IMG_3.jpg', 'IMG_3.mov'], ['alone.jpg']];
  const isEdited = ([first = '']: string[]) => first.startsWith('IMG_2');
  const asStacked = (found: string[][]) => found.map((group) => (isEdited(group) ? [...group].sort() : group));
  expect(await search(`in:"${join(home, 'photos')}"`, false)).toHaveLength(7);
  expect(asStacked(await search(`in:"${join(home, 'photos')}"`, true))).toEqual(stacked);
  // Of a film that is not decoded there is no vector.
  const byVector = await search('red', true);
  expect(asStacked(byVector)).toEqual(stacked.map((group) => group?.filter((name) => name !== 'IMG_3.mov')));

  await rm(at('IMG_1.jpg'));
  await rm(at('IMG_2-edited.jpg'));
  await rm(at('IMG_3.jpg'));
  expect(await indexPaths(library, [home])).toMatchObject({ removed: 3, unchanged: 4 });
  expect(await search(`in:"${join(home, 'photos')}"`, true)).toEqual([
    ['IMG_1.NEF'],
    ['IMG_2.jpg'],
    ['IMG_3.mov'],
    ['alone.jpg'],
  ]);
});
