import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Library, openLibrary } from '#src/index.js';
import { HAS_SHARED, SHARED } from '../support/shared.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const FOLDER = join(SHARED, 'eval/flickr8k-test');

function readCaptions(): { file: string; caption: string }[] {
  const lines = readFileSync(join(FOLDER, 'captions.tsv'), 'utf8').trim().split('\n').slice(1);
  return lines.map((line) => {
    const [file, caption] = line.split('\t') as [string, string];
    return { file, caption };
  });
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

  it('finds the photo of a caption: R@1 ≥ 0.26, R@5 ≥ 0.565, R@10 ≥ 0.70', async () => {
    const captions = readCaptions();
    const ranks = await Promise.all(
      captions.map(async ({ file, caption }) => {
        const { results } = await library.search(caption, { limit: 10, all: true });
        return results.findIndex((result) => basename(result.path) === file);
      }),
    );
    const recallAt = (k: number) => ranks.filter((rank) => rank >= 0 && rank < k).length / ranks.length;
    console.log(`R@1 ${recallAt(1)}, R@5 ${recallAt(5)}, R@10 ${recallAt(10)}`);
    expect(captions).toHaveLength(5000);
    expect(recallAt(1)).toBeGreaterThanOrEqual(0.26);
    expect(recallAt(5)).toBeGreaterThanOrEqual(0.565);
    expect(recallAt(10)).toBeGreaterThanOrEqual(0.7);
  }, 180_000);
});
