import { expect, it } from 'vitest';
import type { PictureKind } from '#src/model/picture-kind.js';
import { parseFilters } from '#src/search/parse/parse-query.js';
import { encoded, ensureSpace, makeMetadataRecord, openCatalogue } from '../../support/libraries/catalogues.js';

/** By number: its kind and how likely it is, and what its metadata state. */
const PICTURES: Record<
  number,
  { kind?: PictureKind; score?: number; metadata?: Parameters<typeof makeMetadataRecord>[1] }
> = {
  1: { kind: 'drawing', score: 0.8 },
  2: { kind: 'drawing', score: 0.4 },
  3: { kind: 'drawing', score: 0.8, metadata: { camera: 'Canon EOS 5D' } },
  4: { kind: 'night', score: 0.4 },
  5: { kind: 'night', score: 0.4, metadata: { takenLocal: '2023-06-01T12:00:00.000', takenSource: 'exif' } },
  6: { kind: 'night', score: 0.08 },
  7: { kind: 'night', score: 0.08, metadata: { takenLocal: '2023-06-01T23:00:00.000', takenSource: 'exif' } },
  8: {},
};

it('drawings and night go by what was judged in the space, by cameras and hours', () => {
  const catalogue = openCatalogue();
  ensureSpace(catalogue);
  ensureSpace(catalogue, 'second');
  for (const [content, { metadata }] of Object.entries(PICTURES)) {
    const path = `/p/${content}.jpg`;
    catalogue.files.record([{ ...encoded(path, Number(content)), metadata: makeMetadataRecord(path, metadata) }]);
  }
  const idOf = (content: string) => catalogue.files.findPhotoByPath(`/p/${content}.jpg`) as number;
  const judged = Object.entries(PICTURES).map(([content, { kind, score = 0 }]) => ({
    ...{ id: idOf(content), tags: [] },
    kinds: kind === undefined ? [] : [{ kind, score }],
  }));
  catalogue.tags.record(1, undefined, judged, { vocabulary: 'a', lastChangeId: 8 });

  const find = (text: string, spaceId = 1) => {
    const ids = catalogue.filters.listMatching(parseFilters(text), { spaceId });
    return Object.keys(PICTURES).filter((content) => [...ids].includes(idOf(content)));
  };
  expect(find('is:drawing')).toEqual(['1']);
  expect(find('is:clipart')).toEqual(['1']);
  expect(find('-is:drawing')).toEqual(['2', '3', '4', '5', '6', '7', '8']);
  expect(find('is:night')).toEqual(['4', '7']);
  expect(find('is:drawing', 2)).toEqual([]);
});
