import { describe, expect, it } from 'vitest';
import { chooseWork } from '#src/indexer/pipeline/choose-work.js';
import { ExpectedStages, FRAMES_VERSION } from '#src/indexer/pipeline/stages.js';

const TEXT = { stage: 'text', folder: '/models/reader', version: 'reader-1' } as const;

describe('the stage of a detector', () => {
  it('is done without embedding where the vectors are there, and not again once it is done', () => {
    const done = new Map([['frames', FRAMES_VERSION]]);
    const run = { targets: [], detectors: [TEXT] };
    expect(chooseWork(done, run)).toEqual({
      ...{ targets: [], detectors: [TEXT], needsFrames: false },
      stages: { frames: FRAMES_VERSION, text: 'reader-1' },
    });
    expect(chooseWork(done.set('text', 'reader-1'), run)).toBeUndefined();
    expect(chooseWork(done.set('text', 'reader-0'), run)?.detectors).toEqual([TEXT]);
  });

  it('is done again with frames that are replaced', () => {
    const done = new Map([
      ['frames', 'outdated'],
      ['text', 'reader-1'],
    ]);
    expect(chooseWork(done, { targets: [], detectors: [TEXT] })).toMatchObject({
      detectors: [TEXT],
      needsFrames: true,
    });
  });

  it('is missing of contents that an earlier run has not brought through it', () => {
    const expected = new ExpectedStages([], null, [TEXT]);
    const { metadata } = expected.versions;
    const stored = `frames@${FRAMES_VERSION} metadata@${metadata}`;
    expect(expected.findMissing(stored)).toEqual(['text']);
    expect(expected.findMissing(`${stored} text@reader-1`)).toEqual([]);
  });
});
