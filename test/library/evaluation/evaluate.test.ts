// With a FAKE encoder that knows colours, and the real decoders, in this process.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pc from 'picocolors';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EvalCommandOptions, runEvalCommand } from '#src/cli/commands/models/eval-command.js';
import { evaluate } from '#src/library/evaluation/evaluate.js';
import { parseCaptions, readCaptions } from '#src/library/evaluation/read-captions.js';
import type { EvaluationOptions } from '#src/library/evaluation/types.js';
import type { Library } from '#src/library/types/library.js';
import { fromNameBytes } from '#src/runtime/fs-path.js';
import { fakeDependencies } from '../../support/encoder/fake-encoder.js';
import { indexPaths } from '../../support/libraries/index-events.js';
import { openFakeLibrary } from '../../support/libraries/open-fake-library.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

const home = makeTemporaryFolder();
const { dependencies } = fakeDependencies({ dim: 16 });
const run = (options: EvaluationOptions) => evaluate(options, dependencies);
const COLOURS = { red: [220, 30, 30], green: [30, 180, 40], blue: [40, 60, 200], yellow: [240, 220, 40] } as const;
const names = Object.keys(COLOURS) as (keyof typeof COLOURS)[];

beforeAll(async () => {
  const lines = ['file\tcaption\tlanguage'];
  for (const name of names) {
    const [r, g, b] = COLOURS[name];
    for (let i = 0; i < 16; i++) {
      const path = join(home, 'classes', name, `${i}.png`);
      await mkdir(dirname(path), { recursive: true });
      const background = { r: r - i, g, b: b + i };
      await writeFile(
        path,
        await sharp({ create: { width: 16, height: 16, channels: 3, background } })
          .png()
          .toBuffer(),
      );
      lines.push(`${name}/${i}.png\ta ${name} thing\ten`, `${name}/${i}.png\tsomething ${name}\ten`);
      if (i === 0) lines.push(`${name}/${i}.png\tein ding\tde`);
    }
  }
  await writeFile(join(home, 'captions.tsv'), `${lines.join('\n')}\nnowhere.png\tred\ten\n`);
  await writeFile(join(home, 'classes', 'red', 'broken.png'), 'no image');
});

const both = {
  images: join(home, 'classes'),
  captions: [{ path: join(home, 'captions.tsv') }],
  classes: join(home, 'classes'),
};

describe('an evaluation', () => {
  it('measures captions by language, classes and speed, for models side by side', async () => {
    const report = await run({ models: ['fake', 'other'], ...both });
    expect(report.models.map(({ model }) => model.name)).toEqual(['fake', 'other']);
    expect(report.failed).toContainEqual({
      image: 'red/broken.png',
      code: 'not-an-image',
      message: expect.any(String),
    });
    expect(report.captionsWithoutImage).toBe(1);
    for (const { retrieval, classification, speed, cutoff } of report.models) {
      expect(retrieval.map(({ language, images, captions }) => [language, images, captions])).toEqual([
        ['en', 64, 128],
        ['de', 4, 4],
      ]);
      const [english, german] = retrieval;
      // All sixteen images of a colour are near to its captions, which of them is the right one is chance.
      expect(english?.textToImage.recallAt1).toBeLessThan(0.3);
      expect(english?.imageToText.meanReciprocalRank).toBeGreaterThan(0.05);
      expect(german?.missed).toBeLessThanOrEqual(4);
      expect(classification).toMatchObject({
        classes: ['blue', 'green', 'red', 'yellow'],
        images: 64,
        top1: 1,
        top5: 1,
      });
      expect(classification?.confusion).toEqual([0, 1, 2, 3].map((i) => [0, 1, 2, 3].map((j) => (i === j ? 16 : 0))));
      expect(classification?.imageToImage).toMatchObject({ queries: 64, recallAt1: 1 });
      expect(speed.imagesPerSecond).toBeGreaterThan(0);
      expect([speed.images, cutoff]).toEqual([130, null]);
    }
  });

  it('shows misses with their images', async () => {
    const report = await run({ models: ['fake'], images: both.images, captions: both.captions, thumbnails: true });
    const [{ misses, missed } = { misses: [], missed: 0 }] = report.models[0]?.retrieval ?? [];
    expect(misses.length).toBe(missed);
    expect(misses.length).toBeGreaterThan(10);
    expect(misses.map(({ rank }) => rank)).toEqual(misses.map(({ rank }) => rank).sort((a, b) => b - a));
    for (const { image, found, rank } of misses) {
      expect([found.length, found.includes(image), rank > 10]).toEqual([5, false, true]);
      expect(report.thumbnails).toHaveProperty([image]);
    }
  });

  it.each<[string, Partial<EvaluationOptions>, string]>([
    ['no images', {}, 'bad-argument'],
    ['images without captions', { images: both.images }, 'bad-argument'],
    ['a folder that is not there', { ...both, images: join(home, 'nowhere') }, 'path-not-found'],
    ['captions that are not there', { ...both, captions: [{ path: join(home, 'nowhere.tsv') }] }, 'path-not-found'],
    ['captions of other images', { ...both, images: join(home, 'classes', 'red') }, 'bad-argument'],
    ['one class', { classes: join(home, 'classes', 'red') }, 'bad-argument'],
    ['too few queries for a cut-off', { classes: both.classes, cutoff: true }, 'bad-argument'],
  ])('refuses %s', async (_, options, code) => {
    await expect(run({ models: ['fake'], ...options })).rejects.toMatchObject({ code });
  });
});

describe('captions', () => {
  it.each([
    ['with a header, in any order', 'caption\tfile\na dog\ta.jpg\n', 'c.tsv', [['a.jpg', 'a dog', '']]],
    [
      'without one',
      'a.jpg\ta dog\r\nb.jpg\ta cat\r\n',
      'c.tsv',
      [
        ['a.jpg', 'a dog', ''],
        ['b.jpg', 'a cat', ''],
      ],
    ],
    ['with the language in the name', '\uFEFFa.jpg\t狗\n', 'captions.zh.tsv', [['a.jpg', '狗', 'zh']]],
    ['with a column for it', 'a.jpg\tHund\tde\n', 'captions.zh.tsv', [['a.jpg', 'Hund', 'de']]],
  ])('can be %s', (_, content, path, expected) => {
    expect(parseCaptions(content, { path }).map(({ image, text, language }) => [image, text, language])).toEqual(
      expected,
    );
  });

  it('are refused when there are none, or in a language that there is not', async () => {
    const path = join(home, 'none.tsv');
    await writeFile(path, 'file\tcaption\n');
    await expect(readCaptions({ path })).rejects.toThrow(`${path} has no captions.`);
    await writeFile(path, 'a.jpg\ta dog\n');
    await expect(readCaptions({ path, language: 'xx' })).rejects.toThrow('must be a code such as de or zh, got "xx".');
    expect(() => parseCaptions('a.jpg\tHund\txx\n', { path: 'c.tsv' })).toThrow(/line 1 of c\.tsv/);
    expect(parseCaptions('a.jpg\ta dog\n', { path: 'captions.xx.tsv' })).toMatchObject([{ language: '' }]);
  });

  it('name images whose names are not valid UTF-8', async () => {
    const path = join(home, 'latin1.tsv');
    await writeFile(path, Buffer.from('s\xf6.jpg\ta lake\n', 'latin1'));
    const image = fromNameBytes(Buffer.from('s\xf6.jpg', 'latin1'));
    expect(await readCaptions({ path })).toMatchObject([{ image, text: 'a lake' }]);
  });

  it('name the line that is none', () => {
    expect(() => parseCaptions('a.jpg\ta dog\n\nb.jpg\n', { path: 'c.tsv' })).toThrow(/Line 3 of c\.tsv/);
  });
});

describe('photoseek eval', () => {
  let library: Library;
  beforeAll(async () => {
    library = await openFakeLibrary({ path: join(home, 'library'), model: 'fake' }, { dim: 16 });
    await indexPaths(library, [join(home, 'classes')]);
    // Ten colours: enough labelled queries.
    for (const name of ['black', 'white', 'grey', 'orange', 'purple', 'cyan']) {
      const rgb = { black: 0, white: 255, grey: 128, orange: 0xf08c1e, purple: 0x8c28a0, cyan: 0x28c8dc }[
        name
      ] as number;
      const background = rgb > 255 ? { r: rgb >> 16, g: (rgb >> 8) & 255, b: rgb & 255 } : { r: rgb, g: rgb, b: rgb };
      for (let i = 0; i < 16; i++) {
        const path = join(home, 'ten', name, `${i}.png`);
        await mkdir(dirname(path), { recursive: true });
        const size = { width: 16 + i, height: 16 };
        await writeFile(
          path,
          await sharp({ create: { ...size, channels: 3, background } })
            .png()
            .toBuffer(),
        );
      }
    }
    for (const name of names)
      for (let i = 0; i < 16; i++) {
        const path = join(home, 'ten', name, `${i}.png`);
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, await readFile(join(home, 'classes', name, `${i}.png`)));
      }
  });
  afterAll(() => library.close());

  async function runCommand(options: EvalCommandOptions) {
    const written = { stdout: '', stderr: '' };
    const sink = (name: keyof typeof written) => ({
      write: (text: string | Uint8Array) => {
        written[name] += text;
      },
      isTerminal: false,
      columns: 80,
    });
    const before = process.exitCode;
    process.exitCode = 0;
    const open = async () =>
      new Proxy(library, { get: (target, key) => (key === 'close' ? async () => {} : bind(target, key)) });
    const context = {
      cwd: home,
      stdout: sink('stdout'),
      stderr: sink('stderr'),
      colours: pc.createColors(false),
      open,
    };
    await runEvalCommand(options, context, run);
    const code = process.exitCode;
    process.exitCode = before;
    return { ...written, code };
  }

  it('prints tables, or one JSON document', async () => {
    const tables = await runCommand({
      model: ['fake'],
      classes: 'classes',
      images: 'classes',
      captions: ['en=captions.tsv'],
    });
    for (const title of ['Images by caption', 'Classes by name', 'Images by image of the same class', 'Speed'])
      expect(tables.stdout).toContain(title);
    expect(tables.stdout).toMatch(/\| fake +\| 4 +\| 64 +\| 1\.000 \| 1\.000 \|/);
    expect([tables.code, tables.stderr]).toEqual([1, expect.stringContaining('red/broken.png')]);
    const { stdout } = await runCommand({ model: ['fake'], classes: 'classes', json: true });
    expect(JSON.parse(stdout).models[0].classification.top1).toBe(1);
  });

  it('writes a page that needs nothing else, without scripts', async () => {
    await runCommand({
      model: ['fake'],
      images: 'classes',
      captions: ['captions.tsv'],
      classes: 'classes',
      report: 'r.html',
    });
    const page = await readFile(join(home, 'r.html'), 'utf8');
    expect(page).toContain('Confusion');
    expect(page).toContain('data:image/webp;base64,');
    expect(page).not.toMatch(/<script|<link|<img|src=|https?:/);
  });

  it('escapes what captions say', async () => {
    await writeFile(join(home, 'evil.tsv'), 'red/3.png\t<script>alert("x")</script> yellow\n');
    await runCommand({ model: ['fake'], images: 'classes', captions: ['evil.tsv'], report: 'evil.html' });
    const page = await readFile(join(home, 'evil.html'), 'utf8');
    expect(page).not.toContain('<script');
    expect(page).toContain('&lt;script&gt;');
  });

  it('measures where answers end, and the searches of the library use it', async () => {
    const before = await library.search('red', { limit: 5 });
    const { stdout, stderr } = await runCommand({ model: ['fake'], classes: 'ten', cutoff: true });
    expect(stdout).toContain('Where answers end');
    expect(stderr).toContain('uses this calibration from now on');
    const after = await library.search('red', { limit: 5 });
    expect(after.results[0]?.cosine).toBe(before.results[0]?.cosine);
    expect(after.results[0]?.relevance).not.toBe(before.results[0]?.relevance);
    await library.useCalibration(null);
    expect((await library.search('red', { limit: 5 })).results[0]?.relevance).toBe(before.results[0]?.relevance);
  });

  it('refuses a calibration of another model', async () => {
    await expect(runCommand({ model: ['other'], classes: 'ten', cutoff: true })).rejects.toMatchObject({
      code: 'bad-argument',
      message: expect.stringContaining('must be of the model of the library'),
    });
  });

  it('measures the cut-off of one model only, and wants {} in a prompt', async () => {
    await expect(runCommand({ model: ['a', 'b'], classes: 'ten', cutoff: true })).rejects.toMatchObject({
      code: 'bad-argument',
    });
    await expect(runCommand({ classes: 'ten', prompt: ['a photo'] })).rejects.toMatchObject({ code: 'bad-argument' });
  });
});

function bind(target: Library, key: string | symbol): unknown {
  const value: unknown = Reflect.get(target, key);
  return typeof value === 'function' ? value.bind(target) : value;
}
