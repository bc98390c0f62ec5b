import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { startNode } from './support/processes/run-command.js';

const EXAMPLES = fileURLToPath(new URL('../examples/', import.meta.url));

/** A part of the output of each. */
const SAID: Record<string, RegExp[]> = {
  'index-and-search.mjs': [/^\d+ pictures to do\n\d+ indexed, 0 failed\n/, /dog|spaniel/, /^true .*matches well/m],
  'combined-query.mjs': [
    /bridge, by night: suspension-bridge-at-night\.jpg/,
    /cat − cat \+ bee: honey-bee-on-aster\.jpg/,
  ],
  'filters.mjs': [
    /of 2006 \(\d+\): .*honey-bee-on-aster\.jpg/,
    /^(\d+) JPEGs, \1 of them different$/m,
    /^bad-query: /m,
  ],
  'duplicates.mjs': [/exact: keep red-panda\.jpg \(not named as a copy\)\n {2}1\.00 {2}red-panda \(1\)\.jpg\n/],
  'shop-server.mjs': [
    /^37 of 37 stored, 20 searches meanwhile\nfound: sku-eiffel-tower true\ntoo dear: 0\nalike: 3\nremoved: true\nthen: photo-not-found\nclosed\n$/,
  ],
  'tags.mjs': [/\(\w[\w ]+\): \d+/, /castle.*: .*castle 0\.\d\d/, /group: 'stripes'/],
};

describe('examples', () => {
  const files = readdirSync(EXAMPLES).filter((name) => name.endsWith('.mjs'));

  it('are all known here', () => expect(files.sort()).toEqual(Object.keys(SAID).sort()));

  it.each(files)(
    '%s runs, and says what it should',
    async (file) => {
      const { code, stdout, stderr } = await startNode([EXAMPLES + file]).ended;
      expect([code, stderr]).toEqual([0, '']);
      for (const pattern of SAID[file] ?? []) expect.soft(stdout).toMatch(pattern);
    },
    120_000,
  );
});
