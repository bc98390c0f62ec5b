// Where words are in the photos that ship: boxes of thirty of them are drawn by hand. With the decoders and the encoder that ship.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { openLibraryWith } from '#src/library/open-library.js';
import type { Box } from '#src/model/evidence.js';
import { isWithin, toPoint } from '../../bench/support/places.mjs';
import { IN_PROCESS } from '../support/libraries/sample-library.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const SAMPLES = fileURLToPath(new URL('../../data/samples/', import.meta.url));

const PAIRS: { file: string; text: string; box: Box }[] = JSON.parse(
  readFileSync(new URL('where.json', import.meta.url), 'utf8'),
);

it('the best cell lies in the box in three of four photos', async () => {
  const library = await openLibraryWith({ path: join(makeTemporaryFolder(), 'library') }, IN_PROCESS);
  onTestFinished(() => library.close());
  const found: boolean[] = [];
  for (const { file, text, box } of PAIRS) {
    const where = await library.where({ path: join(SAMPLES, file) }, text);
    found.push(isWithin(toPoint(where.terms[0]?.cells ?? [], where), box));
  }
  expect(PAIRS).toHaveLength(30);
  expect(found.filter(Boolean).length / PAIRS.length).toBeGreaterThanOrEqual(0.75);
});
