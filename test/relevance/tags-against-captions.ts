import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import type { Library } from '#src/index.js';
import { SHARED } from '../support/shared.js';

const FOLDER = join(SHARED, 'eval/flickr8k-test');

/** Words of captions that describe what a tag means. They do not say everything: a tag that none of five mentions may still be right. */
const SAID: Record<string, RegExp> = {
  dog: /\bdogs?\b|\bpupp|greyhound/,
  beach: /\bbeach|\bsand\b|\bshore/,
  snow: /\bsnow/,
  water: /\bwater|\bpool|\blake|\bocean|\bsea\b|\briver|\bwaves?\b/,
  child: /\bchild|\bboys?\b|\bgirls?\b|\bkids?\b|\btoddler|\bbab(y|ies)/,
  grass: /\bgrass|\bfield|\blawn/,
  ball: /\bball|football|soccer|basketball|tennis|baseball|volleyball/,
  bicycle: /\bbik(e|ing)|bicycl|cyclist/,
  mountain: /mountain|\bhills?\b|\bcliff/,
  'swimming pool': /\bpool/,
  motorcycle: /motorcyc|dirt ?bike|motorbike|motocross/,
  surfing: /\bsurf/,
  car: /\bcars?\b/,
  skateboarding: /skateboard/,
  tree: /\btrees?\b|\bwood/,
  man: /\bm[ae]n\b/,
  woman: /\bwom[ae]n\b|\blady/,
  girl: /\bgirls?\b/,
  street: /\bstreet|sidewalk|\broad\b/,
  climbing: /\bclimb/,
  crowd: /\bcrowd|audience|spectators/,
};

/**
 * Tests of the tags of the 1,000 photos, against what their captions say.
 * @param getLibrary with the photos indexed: that takes half a minute, so it is done once for all that is measured on them
 */
export function testTags(getLibrary: () => Library): void {
  it('tags: are right in 0.7 of cases and found in 0.4, all words together; dogs in 0.95 and 0.8', async () => {
    const captions = new Map<string, string>();
    for (const line of readFileSync(join(FOLDER, 'captions.tsv'), 'utf8').trim().split('\n').slice(1)) {
      const [file = '', caption = ''] = line.split('\t');
      captions.set(file, `${captions.get(file) ?? ''} | ${caption.toLowerCase()}`);
    }
    const sums = { right: 0, tagged: 0, said: 0 };
    for (const [tag, pattern] of Object.entries(SAID)) {
      const { results } = await getLibrary().search(`tag:"${tag}"`, { limit: 1000, all: true });
      const right = results.filter(({ path }) => pattern.test(captions.get(basename(path)) ?? '')).length;
      const said = [...captions.values()].filter((caption) => pattern.test(caption)).length;
      console.log(
        `| ${tag} | ${said} | ${results.length} | ${(right / results.length).toFixed(2)} | ${(right / said).toFixed(2)} |`,
      );
      sums.right += right;
      sums.tagged += results.length;
      sums.said += said;
      if (tag === 'dog') expect([right / results.length >= 0.95, right / said >= 0.8]).toEqual([true, true]);
    }
    const [precision, recall] = [sums.right / sums.tagged, sums.right / sums.said];
    console.log(`| all | ${sums.said} | ${sums.tagged} | ${precision.toFixed(2)} | ${recall.toFixed(2)} |`);
    expect(precision).toBeGreaterThanOrEqual(0.7);
    expect(recall).toBeGreaterThanOrEqual(0.4);
  });
}
