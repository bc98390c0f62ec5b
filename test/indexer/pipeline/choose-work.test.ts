import { describe, expect, it } from 'vitest';
import { chooseWork } from '#src/indexer/pipeline/choose-work.js';
import { EMBED_VERSION, ExpectedStages, FRAMES_VERSION, LOOKS_VERSION } from '#src/indexer/pipeline/stages.js';
import type { EmbeddingTarget } from '#src/indexer/pipeline/views.js';

const TEXT = { stage: 'text', folder: '/models/reader', version: 'reader-1' } as const;

describe('the stage of a detector', () => {
  it('is done without embedding where the vectors are there, and not again once it is done', () => {
    const done = new Map([
      ['frames', FRAMES_VERSION],
      ['looks', LOOKS_VERSION],
    ]);
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
    const stored = `frames@${FRAMES_VERSION} looks@${LOOKS_VERSION} metadata@${metadata}`;
    expect(expected.findMissing(stored)).toEqual(['text']);
    expect(expected.findMissing(`${stored} text@reader-1`)).toEqual([]);
  });
});

describe('looks', () => {
  const target = { id: 1, encoder: { model: { image: { fit: 'crop' } } } as EmbeddingTarget['encoder'] };
  const done = new Map([
    ['frames', FRAMES_VERSION],
    ['embed:1', EMBED_VERSION],
  ]);

  it('of a content that is indexed already are measured without embedding it again', () => {
    expect(chooseWork(done, { targets: [target] })).toEqual({
      ...{ targets: [], detectors: [], needsFrames: true },
      stages: { frames: FRAMES_VERSION, looks: LOOKS_VERSION },
    });
    expect(chooseWork(new Map([...done, ['looks', LOOKS_VERSION]]), { targets: [target] })).toBeUndefined();
  });

  it('are measured with every embedding, and not where a detector alone looks at the frames', () => {
    expect(chooseWork(undefined, { targets: [target] })?.stages).toHaveProperty('looks', LOOKS_VERSION);
    const measured = new Map([...done, ['looks', LOOKS_VERSION]]);
    expect(chooseWork(measured, { targets: [target], detectors: [TEXT] })?.stages).not.toHaveProperty('looks');
  });

  it('are missing of contents of an earlier version, once', () => {
    const expected = new ExpectedStages([1]);
    const stored = `embed:1@${EMBED_VERSION} frames@${FRAMES_VERSION} metadata@${expected.versions.metadata}`;
    expect(expected.findMissing(stored)).toEqual(['looks']);
    expect(expected.findMissing(`${stored} looks@${LOOKS_VERSION}`)).toEqual([]);
  });
});
