import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Library, openLibrary } from '#src/index.js';
import { IS_LONG } from '../support/runner/form.js';
import { HAS_SHARED, SHARED } from '../support/shared.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';
import { testTags } from './tags-against-captions.js';

const FOLDER = join(SHARED, 'eval/flickr8k-test');

interface Query {
  text: string;
  /** A photo fits when its captions use a word of each group. */
  forms: string[][];
}

const QUERIES: { words: Query[]; phrases: Query[]; absent: string[] } = JSON.parse(
  readFileSync(new URL('queries.json', import.meta.url), 'utf8'),
);

/**
 * The least recall of the captions. The long form asks all 5,000; the short one asks one of the five of each photo, and allows for two standard
 * errors of a share of 1,000.
 */
const LEAST = IS_LONG ? { r1: 0.26, r5: 0.565, r10: 0.7 } : { r1: 0.23, r5: 0.535, r10: 0.67 };

/** How many times as many caption words the nearest photo shares as a photo taken at random. */
const FACTOR = 2;

function readCaptions(): { file: string; caption: string }[] {
  const lines = readFileSync(join(FOLDER, 'captions.tsv'), 'utf8').trim().split('\n').slice(1);
  return lines.map((line) => {
    const [file, caption] = line.split('\t') as [string, string];
    return { file, caption };
  });
}

/** The captions that are asked: in the short form the first of the first photo, the second of the second… */
function pickCaptions(): { file: string; caption: string }[] {
  return readCaptions().filter((_, i) => IS_LONG || i % 5 === Math.floor(i / 5) % 5);
}

describe.skipIf(!HAS_SHARED)('1,000 photos and their 5,000 captions', () => {
  let library: Library;
  beforeAll(async () => {
    library = await openLibrary({ path: makeTemporaryFolder() });
    for await (const event of library.index([join(FOLDER, 'images')])) {
      if (event.type === 'done') expect(event.report).toMatchObject({ indexed: 1000, failed: [] });
    }
  }, 180_000);
  afterAll(() => library.close());

  it(`finds the photo of a caption: R@1 ≥ ${LEAST.r1}, R@5 ≥ ${LEAST.r5}, R@10 ≥ ${LEAST.r10.toFixed(2)}`, async () => {
    const captions = pickCaptions();
    const ranks = await Promise.all(
      captions.map(async ({ file, caption }) => {
        const { results } = await library.search(caption, { limit: 10, all: true });
        return results.findIndex((result) => basename(result.path) === file);
      }),
    );
    const recallAt = (k: number) => ranks.filter((rank) => rank >= 0 && rank < k).length / ranks.length;
    console.log(`R@1 ${recallAt(1)}, R@5 ${recallAt(5)}, R@10 ${recallAt(10)}`);
    expect(captions).toHaveLength(IS_LONG ? 5000 : 1000);
    expect(recallAt(1)).toBeGreaterThanOrEqual(LEAST.r1);
    expect(recallAt(5)).toBeGreaterThanOrEqual(LEAST.r5);
    expect(recallAt(10)).toBeGreaterThanOrEqual(LEAST.r10);
  }, 180_000);

  it('says no good match to ≥ 90 % of nonsense, and to ≤ 5 % of words, phrases and captions that are there', async () => {
    const share = async (texts: readonly string[]) => {
      const answers = await Promise.all(texts.map((text) => library.search(text, { mode: 'vector' })));
      return answers.filter(({ noGoodMatch }) => noGoodMatch).length / answers.length;
    };
    expect(QUERIES.absent.length).toBeGreaterThanOrEqual(60);
    const absent = await share(QUERIES.absent);
    const words = await share(QUERIES.words.map(({ text }) => text));
    const phrases = await share(QUERIES.phrases.map(({ text }) => text));
    const captions = await share(readCaptions().flatMap(({ caption }, i) => (i % 10 === 0 ? caption : [])));
    console.log(`no good match: nonsense ${absent}, words ${words}, phrases ${phrases}, captions ${captions}`);
    expect(absent).toBeGreaterThanOrEqual(0.9);
    for (const good of [words, phrases, captions]) expect(good).toBeLessThanOrEqual(0.05);
  }, 60_000);

  it('cuts results off better than a fixed cosine or a fixed count: mean F1 ≥ 0.48', async () => {
    const captions = new Map<string, Set<string>[]>();
    for (const { file, caption } of readCaptions())
      captions.set(file, [...(captions.get(file) ?? []), new Set(caption.toLowerCase().match(/[a-z]+/g))]);
    const truth = (file: string, forms: string[][]) => {
      const count = (group: string[]) =>
        captions.get(file)?.filter((c) => group.some((word) => c.has(word))).length ?? 0;
      const least = Math.min(...forms.map(count));
      return least >= 2 ? true : least === 0 ? false : null;
    };
    const scores: number[] = [];
    for (const { text, forms } of [...QUERIES.words, ...QUERIES.phrases]) {
      const right = [...captions.keys()].filter((file) => truth(file, forms) === true).length;
      if (right < 3) continue;
      const { results } = await library.search(text, { mode: 'vector', limit: 1000 });
      const found = results.map(({ path }) => truth(basename(path), forms));
      const hits = found.filter((is) => is === true).length;
      const precision = hits / Math.max(1, found.filter((is) => is !== null).length);
      scores.push((2 * precision * (hits / right)) / (precision + hits / right || 1));
    }
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    console.log(`F1 of the cut ${mean} over ${scores.length} queries`);
    expect(scores.length).toBeGreaterThan(100);
    expect(mean).toBeGreaterThanOrEqual(0.48);
  }, 60_000);

  it('finds photos by photos: the nearest share twice as many caption words as chance would', async () => {
    const small = new Set(
      'a an in the on is and with of are at to his her its their by for from into this that as it'.split(' '),
    );
    const words = new Map<string, Set<string>>();
    for (const { file, caption } of readCaptions()) {
      const set = words.get(file) ?? new Set();
      for (const word of caption.toLowerCase().match(/[a-z]+/g) ?? []) if (!small.has(word)) set.add(word);
      words.set(file, set);
    }
    const shared = (a: string, b: string) => [...(words.get(a) ?? [])].filter((word) => words.get(b)?.has(word)).length;
    const { results } = await library.search('a photo', { all: true, limit: 200 });
    let near = 0;
    let chance = 0;
    const names = [...words.keys()];
    for (const [i, { id, path }] of results.entries()) {
      const [nearest] = (await library.similar({ id }, { limit: 1, all: true })).results;
      near += shared(basename(path), basename(nearest?.path as string));
      chance += shared(basename(path), names[(i * 389 + 7) % names.length] as string);
    }
    console.log(`caption words shared with the nearest photo over chance: ${near / chance}`);
    expect(near / chance).toBeGreaterThanOrEqual(FACTOR);
  }, 60_000);

  testTags(() => library);
});
