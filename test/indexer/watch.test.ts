import { copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { IndexEvent } from '#src/indexer/progress/events.js';
import { openLibrary } from '#src/library/open-library.js';
import type { Library } from '#src/library/types.js';
import { makeXmp } from '../metadata/make-tiff.js';
import { indexPaths } from '../support/index-events.js';
import { writePicture } from '../support/pictures.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const home = makeTemporaryFolder();
let nextSeed = 1;

async function addPicture(path: string): Promise<void> {
  await writePicture(path, nextSeed++);
}

/** What was promised: found this long after the copy's end. */
const PROMISED_MS = 5000;

describe('a library that is watched', () => {
  let library: Library;
  let root: string;
  let events: IndexEvent[];
  let stop: AbortController;
  let watching: Promise<void>;
  let folders = 0;

  beforeAll(async () => {
    library = await openLibrary({ path: join(home, 'library') });
  });
  afterAll(() => library.close());

  beforeEach(async () => {
    root = join(home, `root-${folders++}`);
    await mkdir(join(root, 'sub'), { recursive: true });
    await addPicture(join(root, 'first.jpg'));
    await indexPaths(library, [root], { raw: 'sibling' });
    stop = new AbortController();
    events = [];
    watching = watch();
    await until(() => events.some(({ type }) => type === 'done'));
    events.length = 0;
  });
  afterEach(async () => {
    stop.abort();
    await watching;
    await library.close();
    library = await openLibrary({ path: join(home, `library-${folders}`) });
  });

  async function watch(): Promise<void> {
    try {
      for await (const event of library.watch({ signal: stop.signal })) events.push(event);
    } catch (error) {
      if (!stop.signal.aborted) throw error;
    }
  }

  /** @returns how long it took */
  async function until(holds: () => boolean | Promise<boolean>, limitMs = PROMISED_MS): Promise<number> {
    const startedAt = performance.now();
    for (;;) {
      if (await holds()) return performance.now() - startedAt;
      if (performance.now() - startedAt > limitMs) throw new Error(`Not within ${limitMs} ms.`);
      await sleep(50);
    }
  }

  async function listPaths(): Promise<string[]> {
    const { results } = await library.search('a picture', { limit: 1000 });
    return results.flatMap(({ path, otherPaths }) => [path, ...otherPaths]).sort();
  }

  const isFound = async (path: string) => (await listPaths()).includes(path);
  const reports = () => events.flatMap((event) => (event.type === 'done' ? [event.report] : []));

  it('finds a photo within five seconds of the end of its copy, in a new folder, too', async () => {
    await addPicture(join(root, 'sub/new.jpg'));
    const took = await until(() => isFound(join(root, 'sub/new.jpg')));
    await mkdir(join(root, 'made/just/now'), { recursive: true });
    await addPicture(join(root, 'made/just/now/deep.jpg'));
    const tookDeep = await until(() => isFound(join(root, 'made/just/now/deep.jpg')));
    console.log(`found after ${took.toFixed(0)} ms, in a new folder after ${tookDeep.toFixed(0)} ms`);
    expect(Math.max(took, tookDeep)).toBeLessThan(PROMISED_MS);
  });

  it('takes a photo that is copied slowly when it is whole', async () => {
    const source = join(home, 'slow-source.jpg');
    await writePicture(source, nextSeed++, { width: 900, height: 700 });
    const path = join(root, 'slow.jpg');
    const { readFile, open } = await import('node:fs/promises');
    const bytes = await readFile(source);
    const handle = await open(path, 'w');
    const step = Math.ceil(bytes.length / 12);
    for (let at = 0; at < bytes.length; at += step) {
      await handle.write(bytes.subarray(at, at + step));
      await sleep(400);
    }
    await handle.close();
    await until(() => isFound(path));
    expect(await library.similar({ path: source }).then(({ results }) => results[0])).toMatchObject({
      path,
      identical: true,
    });
  });

  it('takes up a burst of a thousand files', async () => {
    const seed = join(home, 'burst-seed.jpg');
    await addPicture(seed);
    // Few distinct pictures: it is the files that are many.
    const makers = Array.from({ length: 20 }, (_, i) => join(home, `burst-${i}.jpg`));
    await Promise.all(makers.map(addPicture));
    await mkdir(join(root, 'burst'));
    for (let i = 0; i < 1000; i++) await copyFile(makers[i % 20] as string, join(root, `burst/${i}.jpg`));
    const took = await until(async () => (await library.stats()).files === 1001, 60_000);
    console.log(`1,000 files after ${took.toFixed(0)} ms`);
    expect(reports().reduce((sum, { indexed }) => sum + indexed, 0)).toBe(20);
  }, 90_000);

  it('follows moves and deletions, of folders, too', async () => {
    await addPicture(join(root, 'sub/a.jpg'));
    await addPicture(join(root, 'sub/b.jpg'));
    await until(async () => (await listPaths()).length === 3);
    await rename(join(root, 'first.jpg'), join(root, 'sub/moved.jpg'));
    await until(async () => (await isFound(join(root, 'sub/moved.jpg'))) && !(await isFound(join(root, 'first.jpg'))));
    await rename(join(root, 'sub'), join(root, 'renamed'));
    const expected = ['a.jpg', 'b.jpg', 'moved.jpg'].map((name) => join(root, 'renamed', name));
    await until(async () => JSON.stringify(await listPaths()) === JSON.stringify(expected));
    await rm(join(root, 'renamed/a.jpg'));
    await until(async () => (await listPaths()).length === 2);
    await rm(join(root, 'renamed'), { recursive: true });
    await addPicture(join(root, 'last.jpg'));
    await until(async () => JSON.stringify(await listPaths()) === JSON.stringify([join(root, 'last.jpg')]));
    // Moves cost no encoding.
    expect(reports().reduce((sum, { indexed }) => sum + indexed, 0)).toBe(3);
  });

  it('takes up a sidecar that appears, changes and goes', async () => {
    const id = (await library.search('a picture')).results[0]?.id as number;
    const title = async () => (await library.photo(id)).metadata?.title ?? null;
    await writeFile(join(root, 'first.jpg.xmp'), makeXmp('<dc:title>One</dc:title>'));
    await until(async () => (await title()) === 'One');
    await sleep(20);
    await writeFile(join(root, 'first.jpg.xmp'), makeXmp('<dc:title>Two</dc:title>'));
    await until(async () => (await title()) === 'Two');
    await rm(join(root, 'first.jpg.xmp'));
    await until(async () => (await title()) === null);
    expect(reports().every(({ indexed, skipped }) => indexed === 0 && skipped === 0)).toBe(true);
  });

  it('obeys an ignore file that is written, and one that is deleted', async () => {
    await addPicture(join(root, 'sub/draft.jpg'));
    await until(() => isFound(join(root, 'sub/draft.jpg')));
    await writeFile(join(root, '.photoseekignore'), 'draft*\n');
    await until(async () => !(await isFound(join(root, 'sub/draft.jpg'))));
    expect(await isFound(join(root, 'first.jpg'))).toBe(true);
    await rm(join(root, '.photoseekignore'));
    await until(() => isFound(join(root, 'sub/draft.jpg')));
  });

  it('takes a raw file when its picture goes, and gives it up when that is back', async () => {
    await writePicture(join(root, 'IMG_1.CR2'), nextSeed++, { format: 'tiff' });
    await until(() => isFound(join(root, 'IMG_1.CR2')));
    await addPicture(join(root, 'IMG_1.jpg'));
    await until(async () => (await isFound(join(root, 'IMG_1.jpg'))) && !(await isFound(join(root, 'IMG_1.CR2'))));
    await rm(join(root, 'IMG_1.jpg'));
    await until(() => isFound(join(root, 'IMG_1.CR2')));
  });

  it('follows a root that is added meanwhile', async () => {
    const other = `${root}-other`;
    await mkdir(other);
    await addPicture(join(other, 'a.jpg'));
    await indexPaths(library, [other], { wait: true });
    // It is looked for every two seconds.
    await sleep(3000);
    await addPicture(join(other, 'b.jpg'));
    await until(() => isFound(join(other, 'b.jpg')));
  }, 40_000);

  it('follows a root that is one file', async () => {
    const file = `${root}.jpg`;
    await addPicture(file);
    await indexPaths(library, [file], { wait: true });
    await until(() => isFound(file));
    // Until it has been looked at once.
    await sleep(3000);
    const replacement = join(home, `replacement-${folders}.jpg`);
    await addPicture(replacement);
    await copyFile(replacement, file);
    const isNew = async () => {
      const [best] = (await library.similar({ path: replacement })).results;
      return best?.path === file && best.identical;
    };
    await until(isNew);
  }, 40_000);

  it('reports a root that vanishes, keeps its photos, and follows it again when it is back', async () => {
    await rename(root, `${root}-unplugged`);
    await until(() => reports().some(({ missingRoots }) => missingRoots.includes(root)), 10_000);
    expect(await isFound(join(root, 'first.jpg'))).toBe(true);
    expect(events.filter(({ type }) => type === 'failed')).toEqual([]);
    await rename(`${root}-unplugged`, root);
    events.length = 0;
    await until(() => reports().some(({ unchanged }) => unchanged === 1), 10_000);
    await addPicture(join(root, 'after.jpg'));
    await until(() => isFound(join(root, 'after.jpg')));
  }, 40_000);
});
