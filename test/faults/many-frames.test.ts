import { describe, it } from 'vitest';
import { expectToHold, type MadeContent, toOutcomes } from '../support/frames/many-frames.js';
import { ensureSpace, openCatalogue } from '../support/libraries/catalogues.js';

const CONTENTS = 20_000;

describe('20,000 contents of 1 to 40 frames', () => {
  it('are counted, filtered, paged and owned as brute force says', () => {
    const catalogue = openCatalogue();
    ensureSpace(catalogue);
    const contents = Array.from({ length: CONTENTS }, (_, number): MadeContent => {
      const folders = number % 11 === 0 ? [0, 1, 2] : [number % 3];
      return { number, frames: 1 + ((number * 7919) % 40), folders, width: 98 + (number % 15), rating: null };
    });
    for (let i = 0; i < CONTENTS; i += 500) catalogue.files.record(contents.slice(i, i + 500).flatMap(toOutcomes));
    expectToHold(catalogue, contents);
  }, 600_000);
});
