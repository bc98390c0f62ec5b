import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ErrorCode } from '#src/errors.js';
import { ExpectedStages } from '#src/indexer/pipeline/stages.js';
import { addPlan, Planner } from '#src/indexer/plan.js';
import type { KnownFile, SeenFile } from '#src/store/records.js';
import { writePicture } from '../support/images/random-images.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const see = (path: string, sizeBytes = 100, mtimeMs = 5000): SeenFile => ({ path, sizeBytes, mtimeMs });

const EXPECTED = new ExpectedStages([1]);

/** Everything, as the catalogue writes it: sorted by stage. */
const DONE = toText(EXPECTED.versions);

function toText(versions: Readonly<Record<string, string>>): string {
  const stages = Object.keys(versions).sort();
  return stages.map((stage) => `${stage}@${versions[stage]}`).join(' ');
}

let nextId = 1;
function know(path: string, metadata: Partial<KnownFile> = {}): KnownFile {
  return {
    id: nextId++,
    path,
    sizeBytes: 100,
    mtimeMs: 5000,
    ctimeMs: null,
    contentId: 1,
    failureCode: null,
    failureMessage: null,
    sidecarStamp: '',
    stages: DONE,
    externalId: null,
    ...metadata,
  };
}

const knowFailed = (path: string, failureCode: ErrorCode) =>
  know(path, { contentId: null, failureCode, failureMessage: 'It failed.', sidecarStamp: null, stages: '' });

describe('Planner', () => {
  const folder = makeTemporaryFolder();
  beforeAll(async () => {
    await writePicture(join(folder, 'photo'), 1);
    await writePicture(join(folder, 'photo.txt'), 2);
    await writeFile(join(folder, 'letter.txt'), 'Dear reader');
    await writeFile(join(folder, 'empty.txt'), '');
  });

  it('takes up what is new and leaves what is as it was', async () => {
    const planner = new Planner([know('/p/a.jpg')], EXPECTED);
    await planner.take(see('/p/a.jpg'));
    await planner.take(see('/p/b.jpg'));
    expect(planner.finish()).toEqual({
      toDo: [see('/p/b.jpg')],
      unchanged: 1,
      skipped: 0,
      removedIds: [],
      remembered: [],
      unstamped: [],
    });
  });

  it.each([
    ['another size', see('/p/a.jpg', 101), {}],
    ['another time', see('/p/a.jpg', 100, 5000.5), {}],
    ['an earlier time', see('/p/a.jpg', 100, 4000), {}],
  ])('takes up a known file with %s', async (_what, seen, metadata) => {
    const planner = new Planner([know('/p/a.jpg', metadata)], EXPECTED);
    await planner.take(seen);
    expect(planner.finish()).toMatchObject({ toDo: [seen], unchanged: 0, removedIds: [] });
  });

  it('takes up a file whose inode changed, with its size and time as before', async () => {
    const known = (ctimeMs: number | null) => know(`/p/${ctimeMs}.jpg`, { ctimeMs });
    const [earlier, same, unknown] = [known(1000), known(2000), known(null)];
    const planner = new Planner([earlier, same, unknown], EXPECTED);
    for (const { path } of [earlier, same, unknown]) await planner.take({ ...see(path), ctimeMs: 2000 });
    const { toDo, unchanged, unstamped } = planner.finish();
    expect(toDo).toEqual([{ ...see(earlier.path), ctimeMs: 2000, contentId: 1 }]);
    expect(unchanged).toBe(2);
    // Of a library from before times of inodes were recorded.
    expect(unstamped).toEqual([{ id: unknown.id, ctimeMs: 2000 }]);
  });

  it('tries a failed file again whose inode changed: it was looked at while it was being written', async () => {
    const failed = { ...knowFailed('/p/a.jpg', 'not-an-image'), ctimeMs: 1000 };
    const planner = new Planner([failed], EXPECTED);
    await planner.take({ ...see('/p/a.jpg'), ctimeMs: 1000.5 });
    expect(planner.finish()).toMatchObject({ toDo: [{ path: '/p/a.jpg' }], remembered: [] });
  });

  it('takes up everything where it is forced to, and no file that is no image', async () => {
    const names = ['photo', 'letter.txt'].map((name) => join(folder, name));
    const planner = new Planner([know('/p/a.jpg'), knowFailed('/p/b.jpg', 'empty-file')], EXPECTED, { force: true });
    for (const path of ['/p/a.jpg', '/p/b.jpg', ...names]) await planner.take({ ...see(path), ctimeMs: 1 });
    const plan = planner.finish();
    expect(plan.toDo.map(({ path, missing }) => [path, missing])).toEqual(
      ['/p/a.jpg', '/p/b.jpg', names[0]].map((path) => [path, undefined]),
    );
    expect(plan).toMatchObject({ unchanged: 0, skipped: 1, removedIds: [] });
  });

  it.each([
    ['vectors', { ...EXPECTED.versions, 'embed:1': undefined }, ['embed:1']],
    ['vectors of this version', { ...EXPECTED.versions, 'embed:1': '0' }, ['embed:1']],
    ['vectors in this space', { ...EXPECTED.versions, 'embed:1': undefined, 'embed:2': '1' }, ['embed:1']],
    ['frames of this version', { ...EXPECTED.versions, frames: '0' }, ['frames']],
    ['metadata', { ...EXPECTED.versions, metadata: undefined }, ['metadata']],
    ['anything', {}, ['metadata', 'frames', 'looks', 'embed:1']],
  ])('plans what an unchanged file lacks: %s', async (_what, versions, missing) => {
    const stages = toText(JSON.parse(JSON.stringify(versions)));
    const planner = new Planner([know('/p/a.jpg', { stages })], EXPECTED);
    await planner.take(see('/p/a.jpg'));
    expect(planner.finish()).toMatchObject({ toDo: [{ ...see('/p/a.jpg'), missing }], unchanged: 0 });
  });

  it('plans metadata when a sidecar changed, or another file of the content was read by a newer version', async () => {
    const planner = new Planner([know('/p/a.jpg'), know('/p/b.jpg', { sidecarStamp: null })], EXPECTED);
    await planner.take({ ...see('/p/a.jpg'), sidecarStamp: 'a.xmp/1' });
    await planner.take(see('/p/b.jpg'));
    expect(planner.finish().toDo.map(({ missing }) => missing)).toEqual([['metadata'], ['metadata']]);
  });

  it('leaves a file whose content has more than is asked for', async () => {
    const stages = toText({ ...EXPECTED.versions, 'embed:7': '3', faces: '1' });
    const planner = new Planner([know('/p/a.jpg', { stages })], EXPECTED);
    await planner.take(see('/p/a.jpg'));
    expect(planner.finish()).toMatchObject({ toDo: [], unchanged: 1 });
  });

  it('remembers failures that last, and tries again those that may pass', async () => {
    const lasting = [
      'not-an-image',
      'unsupported-format',
      'damaged-image',
      'empty-file',
      'image-too-large',
      'decoder-crashed',
    ] as const;
    const passing = ['unreadable', 'vanished', 'changed-while-reading', 'decoder-timeout'] as const;
    const planner = new Planner(
      [...lasting, ...passing].map((code) => knowFailed(`/p/${code}.jpg`, code)),
      EXPECTED,
    );
    for (const code of [...lasting, ...passing]) await planner.take(see(`/p/${code}.jpg`));
    const plan = planner.finish();
    expect(plan.remembered).toEqual(lasting.map((code) => ({ path: `/p/${code}.jpg`, code, message: 'It failed.' })));
    expect(plan.toDo.map(({ path }) => path)).toEqual(passing.map((code) => `/p/${code}.jpg`));
  });

  it('tries a failed file again when it changed', async () => {
    const planner = new Planner([knowFailed('/p/a.jpg', 'damaged-image')], EXPECTED);
    await planner.take(see('/p/a.jpg', 200));
    expect(planner.finish()).toMatchObject({ toDo: [see('/p/a.jpg', 200)], remembered: [] });
  });

  it('looks into files whose names say nothing, and passes over those that are no pictures', async () => {
    const planner = new Planner([], EXPECTED);
    for (const name of ['photo', 'photo.txt', 'letter.txt', 'empty.txt', 'missing.txt'])
      await planner.take(see(join(folder, name)));
    const { toDo, skipped } = planner.finish();
    expect(toDo.map(({ path }) => path)).toEqual([join(folder, 'photo'), join(folder, 'photo.txt')]);
    expect(skipped).toBe(3);
  });

  it('takes a picture by its name for one to be tried, whatever it holds', async () => {
    const planner = new Planner([], EXPECTED);
    for (const name of ['a.jpg', 'b.JPEG', 'c.Heic', 'd.TIF', 'e.svg']) await planner.take(see(`/missing/${name}`));
    expect(planner.finish().toDo).toHaveLength(5);
  });

  it('takes every format by its name that can be decoded, those of cameras too, and no other', async () => {
    const planner = new Planner([], EXPECTED);
    const endings =
      'jpg jpeg png webp gif tif avif svg heic heif bmp pbm pgm ppm pnm pam jp2 j2k jxl psd psb mpo nef nrw cr2 cr3 arw dng raf orf rw2 pef srw mp4 mov m4v 3gp mkv webm avi mpg mts wmv flv ogv';
    for (const ending of [...endings.split(' '), 'tga', 'ico', 'raw', 'ts', 'xmp', 'json'])
      await planner.take(see(`/missing/a.${ending}`));
    const { toDo, skipped } = planner.finish();
    expect(toDo.map(({ path }) => path.replace('/missing/a.', '')).join(' ')).toBe(endings);
    expect(skipped).toBe(6);
  });

  it('passes over videos where only photos are wanted, and finds those gone that it knows', async () => {
    const film = know('/p/old.mp4');
    const planner = new Planner([know('/p/a.jpg'), film], EXPECTED, { kinds: ['photos'] });
    for (const name of ['a.jpg', 'old.mp4', 'new.mov', 'b.png']) await planner.take(see(`/p/${name}`));
    const { toDo, skipped, removedIds } = planner.finish();
    expect(toDo.map(({ path }) => path)).toEqual(['/p/b.png']);
    expect([skipped, removedIds]).toEqual([2, [film.id]]);
  });

  it('takes a video up again that lacked a program, when there is another one', async () => {
    const stages = toText({ ...EXPECTED.versions, frames: 'without:none' });
    for (const [toolId, taken] of [
      [null, 0],
      ['1a2b3c4d', 1],
    ] as const) {
      const planner = new Planner([know('/p/a.mp4', { stages })], new ExpectedStages([1], toolId));
      await planner.take(see('/p/a.mp4'));
      expect(planner.finish().toDo).toHaveLength(taken);
    }
  });

  it('finds gone what it did not meet, except where nothing can be said', async () => {
    const [a, b, c, d] = [
      know('/p/a.jpg'),
      know('/p/closed/b.jpg'),
      know('/p/closed-too.jpg'),
      know('/p/kept.jpg'),
    ] as const;
    const planner = new Planner([a, b, c, d], EXPECTED);
    planner.closeFolder('/p/closed');
    planner.keep('/p/kept.jpg');
    expect(planner.finish().removedIds).toEqual([a.id, c.id]);
  });
});

describe('addPlan', () => {
  it('adds plans of any size', () => {
    const MANY = 300_000;
    const failure = { path: '/p/a.jpg', code: 'damaged-image' as const, message: 'It ends too early.' };
    const plan = () => ({
      toDo: new Array(MANY).fill(see('/p/b.jpg')),
      unchanged: 1,
      skipped: 2,
      removedIds: new Array(MANY).fill(7),
      remembered: new Array(MANY).fill(failure),
      unstamped: new Array(MANY).fill({ id: 7, ctimeMs: 1 }),
    });
    const sum = plan();
    addPlan(sum, plan());
    const lists = [sum.toDo, sum.removedIds, sum.remembered, sum.unstamped];
    expect(lists.map(({ length }) => length)).toEqual(lists.map(() => 2 * MANY));
    expect([sum.unchanged, sum.skipped]).toEqual([2, 4]);
  });
});
