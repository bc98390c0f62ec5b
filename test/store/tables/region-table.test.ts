import { describe, expect, it } from 'vitest';
import type { Filter } from '#src/model/filter.js';
import { COLOURS, type Colour } from '#src/model/look.js';
import type { DetectedRegion, FoundRegion } from '#src/model/region.js';
import { parseFilters } from '#src/search/parse/parse-query.js';
import { resolveObjects } from '#src/search/things/resolve-objects.js';
import type { Catalogue } from '#src/store/catalogue.js';
import { encoded, ensureSpace, openCatalogue, openRaw } from '../../support/libraries/catalogues.js';

const BOX = { x: 0.1, y: 0.2, width: 0.3, height: 0.05 };

const FACE: FoundRegion = {
  ...{ kind: 'face', label: null, score: 0.9, box: BOX },
  face: { vector: new Float32Array(1024).fill(1 / 32), height: 100 },
};

function line(label: string, score = 0.95): DetectedRegion {
  return { kind: 'text', label, score, box: BOX };
}

function thing(label: string): DetectedRegion {
  return { kind: 'object', label, score: 0.7, box: BOX };
}

/** Records a photo that was looked at by the stages of these versions. */
function record(
  catalogue: Catalogue,
  content: number,
  regions: readonly FoundRegion[],
  stages: Record<string, string> = { text: 'reader-1', objects: 'finder-1' },
): void {
  const outcome = encoded(`/p/${content}.jpg`, content);
  const frames = outcome.frames.map((frame) => ({ ...frame, regions }));
  catalogue.files.record([{ ...outcome, frames, stages: { ...outcome.stages, ...stages } }]);
}

function open(): Catalogue {
  const catalogue = openCatalogue();
  ensureSpace(catalogue);
  return catalogue;
}

function idOf(catalogue: Catalogue, content: number): number {
  return catalogue.files.findPhotoByPath(`/p/${content}.jpg`) as number;
}

function filter(catalogue: Catalogue, text: string): string[] {
  const filters: Filter[] = parseFilters(text);
  const ids = new Set(catalogue.filters.listMatching(filters, { spaceId: 1 }));
  return [...ids].map((id) => catalogue.files.getPhoto(id)?.files[0]?.path ?? '').sort();
}

describe('regions of detectors', () => {
  it('are stored with the frame, listed in their order, and replaced by those of a newer version', () => {
    const catalogue = open();
    record(catalogue, 1, [line('Bakery'), line('Receipt 2024'), thing('cup')]);
    const id = idOf(catalogue, 1);
    expect(catalogue.regions.list(id)).toEqual([
      { frame: 0, ...line('Bakery') },
      { frame: 0, ...line('Receipt 2024') },
      { frame: 0, ...thing('cup') },
    ]);
    record(catalogue, 1, [line('Bäckerei')], { text: 'reader-2' });
    expect(catalogue.regions.list(id).map(({ label }) => label)).toEqual(['cup', 'Bäckerei']);
    expect(catalogue.frameTexts.listWithAll([{ text: 'receipt', isPrefix: false }], 10)).toEqual([]);
  });

  it('are added to a photo whose frames are there already', () => {
    const catalogue = open();
    const outcome = encoded('/p/1.jpg', 1);
    catalogue.files.record([outcome]);
    const id = idOf(catalogue, 1);
    const [vectors] = [catalogue.vectors.count(1)];
    catalogue.files.record([
      {
        ...{ kind: 'refreshed', file: outcome.file, sha256: outcome.content.sha256, metadata: 'unchanged' },
        ...{ regions: [[line('Bakery')]], stages: { text: 'reader-1' } },
      },
    ]);
    expect(catalogue.regions.list(id).map(({ label }) => label)).toEqual(['Bakery']);
    expect([idOf(catalogue, 1), catalogue.vectors.count(1)]).toEqual([id, vectors]);
  });

  it('make text searchable that is sure and long enough', () => {
    const catalogue = open();
    record(catalogue, 1, [line('Rechnung Nr. 17'), line('unsure words', 0.6), line('x')]);
    const find = (text: string) => catalogue.frameTexts.listWithAll([{ text, isPrefix: false }], 10).length;
    expect([find('rechnung'), find('17'), find('unsure'), find('x')]).toEqual([1, 1, 0, 0]);
  });

  it('answer filters by text, class and number', () => {
    const catalogue = open();
    record(catalogue, 1, [line('Invoice 2024'), thing('dog')]);
    record(catalogue, 2, [line('Invoice'), line('Zürich 2023'), thing('cup'), thing('cup'), thing('cup')]);
    record(catalogue, 3, []);
    expect(filter(catalogue, 'text:"invoice 2024"')).toEqual(['/p/1.jpg']);
    expect(filter(catalogue, 'text:zurich')).toEqual(['/p/2.jpg']);
    expect(filter(catalogue, 'has:text')).toEqual(['/p/1.jpg', '/p/2.jpg']);
    expect(filter(catalogue, '-has:text')).toEqual(['/p/3.jpg']);
    expect(filter(catalogue, 'object:dog')).toEqual(['/p/1.jpg']);
    expect(filter(catalogue, 'object:cup>=3')).toEqual(['/p/2.jpg']);
    expect(filter(catalogue, 'object:cup>=4')).toEqual([]);
    expect(filter(catalogue, 'object:cup<3')).toEqual(['/p/1.jpg', '/p/3.jpg']);
    expect(filter(catalogue, 'count:cup=3')).toEqual(['/p/2.jpg']);
    expect(filter(catalogue, '-object:dog')).toEqual(['/p/2.jpg', '/p/3.jpg']);
  });

  it('answer filters by the colour of things', async () => {
    const catalogue = open();
    const inColours = (label: string, shares: Partial<Record<Colour, number>>): DetectedRegion => ({
      ...thing(label),
      colours: COLOURS.map((colour) => shares[colour] ?? 0),
    });
    record(catalogue, 1, [inColours('bus', { red: 0.6, grey: 0.4 }), inColours('car', { green: 1 })]);
    record(catalogue, 2, [inColours('bus', { red: 0.24, grey: 0.76 }), inColours('car', { red: 1 })]);
    record(catalogue, 3, [inColours('car', { red: 0.25, black: 0.75 }), inColours('car', { red: 0.9 })]);
    record(catalogue, 4, [thing('bus')]);
    const find = async (text: string) => {
      const ids = catalogue.filters.listMatching(await resolveObjects(parseFilters(text)), { spaceId: 1 });
      return [...new Set(ids)].map((id) => catalogue.files.getPhoto(id)?.files[0]?.path ?? '').sort();
    };
    expect(await find('object:"red bus"')).toEqual(['/p/1.jpg']);
    expect(await find('object:"roter Bus"')).toEqual(['/p/1.jpg']);
    expect(await find('object:bus')).toEqual(['/p/1.jpg', '/p/2.jpg', '/p/4.jpg']);
    expect(await find('object:"grey bus" -object:"red bus"')).toEqual(['/p/2.jpg']);
    expect(await find('object:"red car">=2')).toEqual(['/p/3.jpg']);
    expect(await find('object:"red car"=0')).toEqual(['/p/1.jpg', '/p/4.jpg']);
  });

  it('are listed for vectors with what is known of their colours', () => {
    const catalogue = open();
    const shares = COLOURS.map((_, i) => (i === 0 ? 0.4 : i === 5 ? 0.6 : 0));
    record(catalogue, 1, [{ ...thing('bus'), colours: shares }, thing('bus'), thing('dog')]);
    record(catalogue, 2, [thing('dog')]);
    const things = catalogue.regions.listOfVectors([1, 2], ['bus', 'car']);
    expect([...things.keys()]).toEqual([1]);
    const [first, second] = things.get(1) ?? [];
    expect(first).toMatchObject({ label: 'bus', box: BOX });
    for (const [i, share] of shares.entries()) expect(first?.colours?.[i]).toBeCloseTo(share, 2);
    expect(second).toEqual({ label: 'bus', box: BOX, colours: null });
  });

  it('answer filters by the number of faces in one frame', () => {
    const catalogue = open();
    for (const [content, faces] of [1, 2, 0].entries())
      record(catalogue, content + 1, Array(faces).fill(FACE), { faces: 'faces-1' });
    expect(filter(catalogue, 'faces:1')).toEqual(['/p/1.jpg']);
    expect(filter(catalogue, 'faces:>=1')).toEqual(['/p/1.jpg', '/p/2.jpg']);
    expect(filter(catalogue, 'has:face')).toEqual(['/p/1.jpg', '/p/2.jpg']);
    expect(filter(catalogue, 'faces:>1')).toEqual(['/p/2.jpg']);
    expect(filter(catalogue, 'faces:0')).toEqual(['/p/3.jpg']);
    expect(filter(catalogue, '-faces:2')).toEqual(['/p/1.jpg', '/p/3.jpg']);
    // One of which a user has said that it is none.
    const [face] = catalogue.faces.listOfPhoto(idOf(catalogue, 1));
    catalogue.faces.setPerson(face?.id as number, null);
    catalogue.faces.noteGrouped();
    expect(filter(catalogue, 'has:face')).toEqual([]);
    expect(filter(catalogue, 'faces:0')).toEqual(['/p/1.jpg', '/p/2.jpg', '/p/3.jpg']);
  });

  it('of text with the number of a card make a photo sensitive, until they are gone', () => {
    const catalogue = open();
    record(catalogue, 1, [line('VISA'), line('4111 1111 1111 1111')]);
    record(catalogue, 2, [line('Order'), line('4111 1111 1111 1112')]);
    record(catalogue, 3, [line('4111 1111 1111 1111', 0.6)]);
    expect(filter(catalogue, 'is:sensitive')).toEqual(['/p/1.jpg']);
    expect(filter(catalogue, '-is:sensitive')).toEqual(['/p/2.jpg', '/p/3.jpg']);
    record(catalogue, 1, [line('VISA')], { text: 'reader-2' });
    expect(filter(catalogue, 'is:sensitive')).toEqual([]);
  });

  it('are deleted by stage, with their words and the record of the stage, and the file shrinks', () => {
    const catalogue = open();
    for (let i = 1; i <= 300; i++)
      record(catalogue, i, [...Array.from({ length: 40 }, (_, n) => line(`line ${i} of the text ${n}`)), thing('dog')]);
    const size = () => {
      catalogue.checkpoint();
      return openRaw(catalogue.folder).pragma('page_count', { simple: true }) as number;
    };
    const before = size();
    catalogue.dropRegions(['text']);
    expect(catalogue.regions.list(idOf(catalogue, 7)).map(({ kind }) => kind)).toEqual(['object']);
    expect(filter(catalogue, 'has:text')).toEqual([]);
    expect(catalogue.files.listUnder('/p/7.jpg')[0]?.stages).not.toContain('text@');
    expect(catalogue.files.listUnder('/p/7.jpg')[0]?.stages).toContain('objects@finder-1');
    expect(size()).toBeLessThan(before / 2);
  });

  it('count as looked for in contents without a frame for the detector, and in no others', () => {
    const catalogue = open();
    record(catalogue, 1, [], {});
    const film = encoded('/p/2.mp4', 2);
    catalogue.files.record([{ ...film, frames: film.frames.map((frame) => ({ ...frame, kind: 'video', atMs: 0 })) }]);
    const stagesOf = (path: string) => catalogue.files.listUnder(path)[0]?.stages;
    catalogue.passOverFrames([{ stage: 'objects', version: 'finder-1' }]);
    expect(stagesOf('/p/1.jpg')).not.toContain('objects@');
    expect(stagesOf('/p/2.mp4')).toContain('objects@finder-1');
    catalogue.passOverFrames([{ stage: 'objects', version: 'finder-2' }]);
    expect(stagesOf('/p/2.mp4')).toContain('objects@finder-2');
  });
});
