import { describe, expect, it } from 'vitest';
import { COLOURS, type FrameLook } from '#src/model/look.js';
import { parseFilters } from '#src/search/parse/parse-query.js';
import type { Catalogue } from '#src/store/catalogue.js';
import { packLook, unpackLook } from '#src/store/pack-look.js';
import { encoded, ensureSpace, makeMetadataRecord, openCatalogue } from '../support/libraries/catalogues.js';

const PLAIN: FrameLook = {
  shares: COLOURS.map((colour) => (colour === 'grey' ? 1 : 0)),
  ...{ chroma: 0.1, offTone: 0.08, lightness: 0.6, contrast: 0.2, sharpness: 2000 },
};

function withColour(colour: (typeof COLOURS)[number], share: number): FrameLook {
  return { ...PLAIN, shares: COLOURS.map((one) => (one === colour ? share : one === 'grey' ? 1 - share : 0)) };
}

function record(catalogue: Catalogue, content: number, looks: readonly FrameLook[], taken: Partial<Taken> = {}): void {
  const path = `/p/${content}.jpg`;
  const outcome = encoded(path, content);
  const [frame] = outcome.frames;
  const frames = looks.map((look, ordinal) => ({ ...(frame as NonNullable<typeof frame>), ordinal, look }));
  catalogue.files.record([{ ...outcome, frames, metadata: makeMetadataRecord(path, taken) }]);
}

type Taken = Parameters<typeof makeMetadataRecord>[1] & object;

function open(): Catalogue {
  const catalogue = openCatalogue();
  ensureSpace(catalogue);
  return catalogue;
}

function filter(catalogue: Catalogue, text: string): number[] {
  const ids = new Set(catalogue.filters.listMatching(parseFilters(text), { spaceId: 1 }));
  return [...ids].map((id) => Number(/\d+/.exec(catalogue.files.getPhoto(id)?.files[0]?.path ?? '')?.[0])).sort();
}

describe('looks of photos', () => {
  it('are stored in a byte a measure', () => {
    const look = { ...withColour('red', 0.25), chroma: 0.123, sharpness: 431 };
    const read = unpackLook(packLook(look));
    expect(read.shares[0]).toBeCloseTo(0.25, 2);
    expect(read.chroma).toBeCloseTo(0.123, 2);
    expect(read.sharpness / 431).toBeCloseTo(1, 1);
    expect(packLook(read)).toEqual(packLook(look));
  });

  it('answer filters by colour, in any language', () => {
    const catalogue = open();
    record(catalogue, 1, [withColour('red', 0.4)]);
    record(catalogue, 2, [withColour('blue', 0.6)]);
    record(catalogue, 3, [withColour('red', 0.001)]);
    expect(filter(catalogue, 'color:red')).toEqual([1]);
    expect(filter(catalogue, 'colour:rouge')).toEqual([1]);
    expect(filter(catalogue, 'color:blue')).toEqual([2]);
    expect(filter(catalogue, '-color:red -color:blue')).toEqual([3]);
  });

  it('of several frames are the colours that any has, and what all are', () => {
    const catalogue = open();
    record(catalogue, 1, [{ ...withColour('red', 0.4), lightness: 0.05 }, withColour('blue', 0.6)]);
    expect(filter(catalogue, 'color:red color:blue')).toEqual([1]);
    expect(filter(catalogue, 'is:dark')).toEqual([]);
  });

  it('are night by darkness and the hour that the file states', () => {
    const catalogue = open();
    const dark = { ...PLAIN, lightness: 0.1 };
    const dusky = { ...PLAIN, lightness: 0.3 };
    record(catalogue, 1, [dark]);
    record(catalogue, 2, [dark], { takenLocal: '2023-06-01T12:00:00.000', takenSource: 'exif' });
    record(catalogue, 3, [dark], { takenLocal: '2023-06-01T12:00:00.000', takenSource: 'mtime' });
    record(catalogue, 4, [dusky], { takenLocal: '2023-06-01T23:00:00.000', takenSource: 'exif' });
    record(catalogue, 5, [dusky]);
    record(catalogue, 6, [dark], { takenLocal: '2023-06', takenSource: 'exif' });
    expect(filter(catalogue, 'is:night')).toEqual([1, 3, 4, 6]);
    expect(filter(catalogue, 'is:dark')).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('are not known of photos that were not measured, which fulfil the negation', () => {
    const catalogue = open();
    catalogue.files.record([encoded('/p/1.jpg', 1)]);
    expect(filter(catalogue, 'color:red')).toEqual([]);
    expect(filter(catalogue, '-is:blurred')).toEqual([1]);
  });

  it('are filled in where the frames are there already, and read by vector', () => {
    const catalogue = open();
    const outcome = encoded('/p/1.jpg', 1);
    catalogue.files.record([outcome]);
    const { file, content } = outcome;
    const stages = { looks: '1' };
    catalogue.files.record([
      {
        kind: 'refreshed',
        file,
        sha256: content.sha256,
        metadata: 'unchanged',
        looks: [withColour('red', 0.4)],
        stages,
      },
    ]);
    expect(filter(catalogue, 'color:red')).toEqual([1]);
    const { ids } = catalogue.vectors.listAfter(1, 4, 0, 10);
    expect(catalogue.looks.ofVectors([...ids]).get(Number(ids[0]))?.shares[0]).toBeCloseTo(0.4, 2);
    expect(catalogue.files.listUnder('/p/1.jpg')[0]?.stages).toContain('looks@1');
  });
});
