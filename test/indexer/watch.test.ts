import { copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { IndexEvent, IndexReport } from '#src/indexer/progress/events.js';
import type { Library } from '#src/library/types/library.js';
import { makeXmp } from '../metadata/make-tiff.js';
import { writePicture } from '../support/images/random-images.js';
import { indexPaths } from '../support/libraries/index-events.js';
import { openFakeLibrary } from '../support/libraries/open-fake-library.js';
import { IS_LONG } from '../support/runner/form.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const home = makeTemporaryFolder();
let nextSeed = 1;

async function addPicture(path: string): Promise<void> {
  await writePicture(path, nextSeed++);
}

/** A library that watches a root of its own, with one photo in it. */
class Watched {
  readonly events: IndexEvent[] = [];
  readonly #stop = new AbortController();
  readonly #watching: Promise<void>;

  private constructor(
    readonly library: Library,
    readonly root: string,
  ) {
    this.#watching = this.#watch();
  }

  static async start(name: string): Promise<Watched> {
    const root = join(home, name);
    await mkdir(join(root, 'sub'), { recursive: true });
    await addPicture(join(root, 'first.jpg'));
    const library = await openFakeLibrary({ path: join(home, `${name}-library`) });
    await indexPaths(library, [root], { raw: 'sibling' });
    const watched = new Watched(library, root);
    await until(() => watched.events.some(({ type }) => type === 'done'));
    watched.events.length = 0;
    return watched;
  }

  async end(): Promise<void> {
    this.#stop.abort();
    await this.#watching;
    await this.library.close();
  }

  async listPaths(): Promise<string[]> {
    const { results } = await this.library.search('a picture', { limit: 1000, all: true });
    return results.flatMap(({ path, otherPaths }) => [path, ...otherPaths]).sort();
  }

  async isFound(path: string): Promise<boolean> {
    return (await this.listPaths()).includes(path);
  }

  reports(): IndexReport[] {
    return this.events.flatMap((event) => (event.type === 'done' ? [event.report] : []));
  }

  async #watch(): Promise<void> {
    const { signal } = this.#stop;
    try {
      for await (const event of this.library.watch({ signal })) this.events.push(event);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}

/** More than a watch names one by one. */
/** Contents that the runs so far have encoded. */
function countEncoded(watched: { reports(): IndexReport[] }): number {
  return watched.reports().reduce((sum, { indexed }) => sum + indexed, 0);
}

const BURST = IS_LONG ? 1000 : 100;

/** Looks again and again; it takes about a second. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let looks = 0; looks < 1000; looks++) {
    if (await holds()) return;
    await sleep(50);
  }
  throw new Error('It did not come true.');
}

let folders = 0;

/** Most of a test is waiting for changes to settle, so that all of them run at once. */
const watches = it.extend<{ watched: Watched }>({
  // biome-ignore lint/correctness/noEmptyPattern: how Vitest knows that it depends on no other fixture
  watched: async ({}, use) => {
    const watched = await Watched.start(`root-${folders++}`);
    await use(watched);
    await watched.end();
  },
});

describe.concurrent('a library that is watched', { timeout: 90_000 }, () => {
  watches('finds a photo that is copied, in a new folder, too', async ({ watched }) => {
    const { root } = watched;
    await addPicture(join(root, 'sub/new.jpg'));
    await until(() => watched.isFound(join(root, 'sub/new.jpg')));
    await mkdir(join(root, 'made/just/now'), { recursive: true });
    await addPicture(join(root, 'made/just/now/deep.jpg'));
    await until(() => watched.isFound(join(root, 'made/just/now/deep.jpg')));
  });

  watches('takes a photo that is copied slowly when it is whole', async ({ watched }) => {
    const { library, root } = watched;
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
    // Meanwhile it may be shown as far as it was copied.
    const closest = async () => (await library.similar({ path: source })).results[0];
    await until(async () => (await closest())?.identical === true);
    const photo = await closest();
    expect(photo?.path).toBe(path);
    expect(photo?.defect).toBeUndefined();
    expect(await library.stats()).toMatchObject({ defects: {} });
  });

  watches(`takes up a burst of ${BURST} files`, async ({ watched }) => {
    const { library, root } = watched;
    const seed = join(home, 'burst-seed.jpg');
    await addPicture(seed);
    // Few distinct pictures: it is the files that are many.
    const makers = Array.from({ length: 20 }, (_, i) => join(home, `burst-${i}.jpg`));
    await Promise.all(makers.map(addPicture));
    await mkdir(join(root, 'burst'));
    for (let i = 0; i < BURST; i++) await copyFile(makers[i % 20] as string, join(root, `burst/${i}.jpg`));
    await until(async () => (await library.stats()).files === BURST + 1);
    await until(async () => countEncoded(watched) >= 20);
    expect(countEncoded(watched)).toBe(20);
  });

  watches('follows moves and deletions, of folders, too', async ({ watched }) => {
    const { root } = watched;
    await addPicture(join(root, 'sub/a.jpg'));
    await addPicture(join(root, 'sub/b.jpg'));
    await until(async () => (await watched.listPaths()).length === 3);
    await rename(join(root, 'first.jpg'), join(root, 'sub/moved.jpg'));
    await until(
      async () =>
        (await watched.isFound(join(root, 'sub/moved.jpg'))) && !(await watched.isFound(join(root, 'first.jpg'))),
    );
    await rename(join(root, 'sub'), join(root, 'renamed'));
    const expected = ['a.jpg', 'b.jpg', 'moved.jpg'].map((name) => join(root, 'renamed', name));
    await until(async () => JSON.stringify(await watched.listPaths()) === JSON.stringify(expected));
    await rm(join(root, 'renamed/a.jpg'));
    await until(async () => (await watched.listPaths()).length === 2);
    await rm(join(root, 'renamed'), { recursive: true });
    await addPicture(join(root, 'last.jpg'));
    await until(async () => JSON.stringify(await watched.listPaths()) === JSON.stringify([join(root, 'last.jpg')]));
    // Moves cost no encoding. The report of a run follows its writes.
    await until(async () => countEncoded(watched) >= 3);
    expect(countEncoded(watched)).toBe(3);
  });

  watches('takes up a sidecar that appears, changes and goes', async ({ watched }) => {
    const { library, root } = watched;
    const id = (await library.search('a picture')).results[0]?.id as number;
    const title = async () => (await library.photo(id)).metadata?.title ?? null;
    await writeFile(join(root, 'first.jpg.xmp'), makeXmp('<dc:title>One</dc:title>'));
    await until(async () => (await title()) === 'One');
    await sleep(20);
    await writeFile(join(root, 'first.jpg.xmp'), makeXmp('<dc:title>Two</dc:title>'));
    await until(async () => (await title()) === 'Two');
    await rm(join(root, 'first.jpg.xmp'));
    await until(async () => (await title()) === null);
    expect(watched.reports().every(({ indexed, skipped }) => indexed === 0 && skipped === 0)).toBe(true);
  });

  watches('obeys an ignore file that is written, and one that is deleted', async ({ watched }) => {
    const { root } = watched;
    await addPicture(join(root, 'sub/draft.jpg'));
    await until(() => watched.isFound(join(root, 'sub/draft.jpg')));
    await writeFile(join(root, '.photoseekignore'), 'draft*\n');
    await until(async () => !(await watched.isFound(join(root, 'sub/draft.jpg'))));
    expect(await watched.isFound(join(root, 'first.jpg'))).toBe(true);
    await rm(join(root, '.photoseekignore'));
    await until(() => watched.isFound(join(root, 'sub/draft.jpg')));
  });

  watches('takes a raw file when its picture goes, and gives it up when that is back', async ({ watched }) => {
    const { root } = watched;
    await writePicture(join(root, 'IMG_1.CR2'), nextSeed++, { format: 'tiff' });
    await until(() => watched.isFound(join(root, 'IMG_1.CR2')));
    await addPicture(join(root, 'IMG_1.jpg'));
    await until(
      async () => (await watched.isFound(join(root, 'IMG_1.jpg'))) && !(await watched.isFound(join(root, 'IMG_1.CR2'))),
    );
    await rm(join(root, 'IMG_1.jpg'));
    await until(() => watched.isFound(join(root, 'IMG_1.CR2')));
  });

  watches('follows a root that is added meanwhile', async ({ watched }) => {
    const { library, root } = watched;
    const other = `${root}-other`;
    await mkdir(other);
    await addPicture(join(other, 'a.jpg'));
    await indexPaths(library, [other], { wait: true });
    // It is looked for every two seconds.
    await sleep(3000);
    await addPicture(join(other, 'b.jpg'));
    await until(() => watched.isFound(join(other, 'b.jpg')));
  });

  watches('follows a root that is one file', async ({ watched }) => {
    const { library, root } = watched;
    const file = `${root}.jpg`;
    await addPicture(file);
    await indexPaths(library, [file], { wait: true });
    await until(() => watched.isFound(file));
    // Until it has been looked at once.
    await sleep(3000);
    const replacement = join(home, 'replacement.jpg');
    await addPicture(replacement);
    await copyFile(replacement, file);
    const isNew = async () => {
      const [best] = (await library.similar({ path: replacement })).results;
      return best?.path === file && best.identical;
    };
    await until(isNew);
  });

  watches(
    'reports a root that vanishes, keeps its photos, and follows it again when it is back',
    async ({ watched }) => {
      const { root, events } = watched;
      await rename(root, `${root}-unplugged`);
      await until(() => watched.reports().some(({ missingRoots }) => missingRoots.includes(root)));
      expect(await watched.isFound(join(root, 'first.jpg'))).toBe(true);
      expect(events.filter(({ type }) => type === 'failed')).toEqual([]);
      await rename(`${root}-unplugged`, root);
      events.length = 0;
      await until(() => watched.reports().some(({ unchanged }) => unchanged === 1));
      await addPicture(join(root, 'after.jpg'));
      await until(() => watched.isFound(join(root, 'after.jpg')));
    },
  );
});
