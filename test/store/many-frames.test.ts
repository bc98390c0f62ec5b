import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectToHold, type MadeContent, pathsOf, SPACE, toOutcomes } from '../support/frames/many-frames.js';
import { ensureSpace, makeHash, makeMetadataRecord, openCatalogue, openRaw } from '../support/libraries/catalogues.js';

const contentArbitrary = fc.record({
  frames: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 40 })),
  folders: fc.uniqueArray(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 3 }),
  width: fc.integer({ min: 98, max: 112 }),
  rating: fc.constant(null),
});

describe('contents of many frames', () => {
  it('are counted, filtered, paged and owned as brute force says, also after some are removed', () => {
    fc.assert(
      fc.property(fc.array(contentArbitrary, { minLength: 1, maxLength: 60 }), fc.nat(59), (made, removed) => {
        const contents: MadeContent[] = made.map((content, number) => ({ ...content, number }));
        const catalogue = openCatalogue();
        ensureSpace(catalogue);
        catalogue.files.record(contents.flatMap(toOutcomes));
        expectToHold(catalogue, contents);
        const gone = contents.filter(({ number }) => number <= removed);
        const before = catalogue.vectors.count(SPACE);
        catalogue.files.remove(gone.flatMap(pathsOf).map((path) => catalogue.files.listUnder(path)[0]?.id as number));
        expectToHold(catalogue, contents.slice(gone.length));
        const removals = catalogue.removedVectors.listAfter(SPACE, 0).ids;
        expect(new Set(removals).size).toBe(before - catalogue.vectors.count(SPACE));
      }),
      { numRuns: 12 },
    );
  }, 60_000);

  it('keep frames and vectors when they are encoded again, and replace them when the frames are of another version', () => {
    const catalogue = openCatalogue();
    ensureSpace(catalogue);
    const film: MadeContent = { number: 7, frames: 5, folders: [0], width: 100, rating: null };
    const [outcome] = toOutcomes(film);
    if (outcome?.kind !== 'encoded') throw new Error('No content was made.');
    catalogue.files.record([outcome]);
    const ids = () => catalogue.vectors.listAfter(SPACE, 4, 0, 99).ids;
    const first = ids();
    catalogue.files.record([outcome]);
    expect(ids()).toEqual(first);
    // The same frames, embedded by another version.
    catalogue.files.record([{ ...outcome, stages: { 'embed:1': '2' } }]);
    const second = ids();
    expect(second).toHaveLength(5);
    expect(second.filter((id) => first.includes(id))).toEqual([]);
    // Fewer frames by another version: nothing of the earlier ones stays.
    const second2 = ensureSpace(catalogue, 'second').id;
    catalogue.files.record([
      {
        ...outcome,
        frames: outcome.frames.map((frame) => ({
          ...frame,
          vectors: new Map([[second2, frame.vectors.get(1) as Float32Array]]),
        })),
        stages: { [`embed:${second2}`]: '1' },
      },
    ]);
    expect(catalogue.vectors.count(second2)).toBe(5);
    catalogue.files.record([
      { ...outcome, frames: outcome.frames.slice(0, 2), stages: { frames: '2', 'embed:1': '2' } },
    ]);
    expect([catalogue.vectors.count(1), catalogue.vectors.count(second2)]).toEqual([2, 0]);
    expect(Object.fromEntries(catalogue.files.findContent(makeHash(7))?.stages ?? [])).toEqual({
      frames: '2',
      'embed:1': '2',
    });
    expectToHold(catalogue, [{ ...film, frames: 2 }]);
  });

  it('are in the catalogue whole or not at all', () => {
    const catalogue = openCatalogue();
    ensureSpace(catalogue);
    const [outcome] = toOutcomes({ number: 1, frames: 3, folders: [0], width: 100, rating: null });
    if (outcome?.kind !== 'encoded') throw new Error('No content was made.');
    const broken = {
      ...outcome,
      frames: outcome.frames.map((frame) => (frame.ordinal === 2 ? { ...frame, phash: Buffer.alloc(3) } : frame)),
    };
    expect(() => catalogue.files.record([broken])).toThrow(/CHECK/);
    const db = openRaw(catalogue.folder);
    for (const table of ['content', 'frame', 'region', 'vector', 'stage_done', 'file'])
      expect(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()).toBe(0);
  });
});

describe('metadata of a content with several files', () => {
  it('is read again for all of them when one was read by another version', () => {
    const catalogue = openCatalogue();
    ensureSpace(catalogue);
    const [first, ...others] = toOutcomes({ number: 3, frames: 1, folders: [0, 1, 2], width: 100, rating: null });
    const metadata = makeMetadataRecord('a.jpg', { sidecarStamp: 'a.xmp/1' });
    if (first?.kind !== 'encoded') throw new Error('No content was made.');
    const put = (version: string) =>
      [
        { ...first, metadata, stages: { ...first.stages, metadata: version } },
        ...others.map((other) => ({ ...other, metadata, stages: { metadata: version } }) as typeof other),
      ] as const;
    const stamps = () => catalogue.files.listUnder('/f').map(({ sidecarStamp }) => sidecarStamp);
    catalogue.files.record(put('1'));
    expect(stamps()).toEqual(['a.xmp/1', 'a.xmp/1', 'a.xmp/1']);
    catalogue.files.record(put('2').slice(1, 2));
    expect(stamps()).toEqual([null, 'a.xmp/1', null]);
    catalogue.files.record(put('2').slice(2));
    expect(stamps()).toEqual([null, 'a.xmp/1', 'a.xmp/1']);
  });
});
