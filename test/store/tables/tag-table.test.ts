import { expect, it } from 'vitest';
import type { Catalogue } from '#src/store/catalogue.js';
import { DIM, encoded, ensureSpace, makeVector, openCatalogue } from '../../support/libraries/catalogues.js';

const listChanged = (catalogue: Catalogue, after = 0) =>
  catalogue.tags.listChangedAfter(1, DIM, after, 100).map(({ id }) => id);
const lastChange = (catalogue: Catalogue) => catalogue.tags.listChangedAfter(1, DIM, 0, 100).at(-1)?.changeId ?? 0;

const box = { x: 0, y: 0, width: 0.5, height: 0.5 };
const DOG = { kind: 'object' as const, box, label: 'dog' };

function open(): Catalogue {
  const catalogue = openCatalogue();
  ensureSpace(catalogue);
  catalogue.files.record([encoded('/p/1.jpg', 1), encoded('/p/2.jpg', 2), encoded('/p/3.jpg', 3)]);
  return catalogue;
}

it('photos are judged again when something is found out about them, or dropped', () => {
  const catalogue = open();
  const [first, second] = listChanged(catalogue) as [number, number];
  const from = lastChange(catalogue);
  expect(listChanged(catalogue, from)).toEqual([]);

  const outcome = encoded('/p/2.jpg', 2);
  catalogue.files.record([
    {
      ...outcome,
      frames: outcome.frames.map((frame) => ({
        ...frame,
        regions: [
          { ...DOG, score: 0.5 },
          { ...DOG, score: 0.75 },
        ],
      })),
      stages: { ...outcome.stages, objects: 'ssd' },
    },
  ]);
  expect(listChanged(catalogue, from)).toEqual([second]);
  const [, , again] = catalogue.tags.listChangedAfter(1, DIM, 0, 100);
  expect(again).toMatchObject({ id: second, frames: [{ vector: makeVector(2), objects: new Map([['dog', 0.75]]) }] });
  expect(catalogue.tags.listChangedAfter(1, DIM, 0, 1)).toMatchObject([
    { id: first, frames: [{ objects: undefined, look: undefined }] },
  ]);

  const later = lastChange(catalogue);
  catalogue.dropRegions(['objects']);
  expect(listChanged(catalogue, later)).toEqual([second]);
  catalogue.files.remove(catalogue.files.listUnder('/p').flatMap(({ id, path }) => (path === '/p/3.jpg' ? id : [])));
  expect(listChanged(catalogue)).toEqual([first, second]);
});

it('frames say how much text was read in them; unsure and short lines do not count', () => {
  const catalogue = open();
  const line = (label: string, height: number, score = 0.9) => ({
    ...{ kind: 'text' as const, box: { x: 0, y: 0, width: 1, height }, label, score },
  });
  const read = (name: number, regions: readonly ReturnType<typeof line>[]) => {
    const outcome = encoded(`/p/${name}.jpg`, name);
    const frames = outcome.frames.map((frame) => ({ ...frame, regions: [...regions] }));
    return { ...outcome, frames, stages: { ...outcome.stages, text: 'ocr' } };
  };
  const words = 'A long line of the kind that pages have';
  catalogue.files.record([
    read(1, [line(words, 0.04), line(words, 0.04)]),
    read(2, [line('Stop', 0.1)]),
    read(3, [line('x', 0.5), line(words, 0.5, 0.1)]),
    encoded('/p/4.jpg', 4),
  ]);
  const amounts = catalogue.tags.listChangedAfter(1, DIM, 0, 100).map(({ frames }) => frames[0]?.text);
  expect(amounts.sort()).toEqual(['much', 'none', 'some', undefined]);
});

it('tags and kinds of a photo take the place of those it had; a process that comes second writes nothing', () => {
  const catalogue = open();
  const [id] = listChanged(catalogue) as [number];
  const progress = { vocabulary: 'a', lastChangeId: 1 };
  const dog = { id, tags: [{ name: 'dog', score: 0.5 }], kinds: [{ kind: 'night' as const, score: 0.75 }] };
  expect(catalogue.tags.record(1, undefined, [dog], progress)).toBe(true);
  expect(catalogue.tags.ofPhoto(id, 1)).toEqual(dog.tags);
  expect(catalogue.tags.record(1, undefined, [{ ...dog, tags: [] }], progress)).toBe(false);
  expect(catalogue.tags.ofPhoto(id, 1)).toEqual(dog.tags);

  const cat = { id, tags: [{ name: 'cat', score: 0.5 }], kinds: [] };
  expect(catalogue.tags.record(1, progress, [cat], { ...progress, lastChangeId: 2 })).toBe(true);
  expect(catalogue.tags.ofPhoto(id, 1)).toEqual(cat.tags);
});
