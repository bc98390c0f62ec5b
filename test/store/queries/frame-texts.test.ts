import { expect, it } from 'vitest';
import type { Catalogue } from '#src/store/catalogue.js';
import { encoded, ensureSpace, openCatalogue, openRaw } from '../../support/libraries/catalogues.js';

/** Records a document; each page has a text, or none. */
function record(catalogue: Catalogue, path: string, content: number, texts: readonly (string | undefined)[]): void {
  const outcome = encoded(path, content);
  const [first] = outcome.frames;
  if (first === undefined) throw new Error('no frame');
  const frames = texts.map((text, ordinal) => {
    return { ...first, ordinal, kind: 'page' as const, page: ordinal + 1, ...(text !== undefined && { text }) };
  });
  catalogue.files.record([{ ...outcome, frames }]);
}

function find(catalogue: Catalogue, ...words: string[]) {
  const asked = words.map((text) => ({ text, isPrefix: false }));
  return catalogue.frameTexts.listWithAll(asked, 100).map(({ path, textIds }) => {
    const texts = catalogue.frameTexts.read(textIds);
    return [path, textIds.map((id) => texts.get(id)?.frame.page)];
  });
}

function openDocuments(): Catalogue {
  const catalogue = openCatalogue();
  ensureSpace(catalogue);
  record(catalogue, '/docs/report.pdf', 1, ['A summary', undefined, 'The bicycle of Zürich', 'bicycle bicycle']);
  record(catalogue, '/docs/letter.pdf', 2, ['A letter about a bicycle and much else that is longer']);
  return catalogue;
}

it('finds the pages whose text holds all words, the best first, whatever their diacritics', () => {
  const catalogue = openDocuments();
  expect(find(catalogue, 'bicycle', 'zurich')).toEqual([['/docs/report.pdf', [3]]]);
  expect(find(catalogue, 'bicycle')).toEqual([
    ['/docs/report.pdf', [4, 3]],
    ['/docs/letter.pdf', [1]],
  ]);
  // On different pages.
  expect(find(catalogue, 'summary', 'bicycle')).toEqual([]);
});

it('takes ß for ss, as capitals do', () => {
  const catalogue = openDocuments();
  record(catalogue, '/docs/tram.pdf', 4, ['Straßenbahn nach Zürich', 'STRASSENBAHN', 'STRAẞENBAHN']);
  for (const word of ['straßenbahn', 'Strassenbahn', 'STRASSENBAHN', 'STRAẞENBAHN'])
    expect(find(catalogue, word), word).toEqual([['/docs/tram.pdf', [2, 3, 1]]]);
});

it('names a few pages of a document, and every file with its bytes', () => {
  const catalogue = openDocuments();
  record(
    catalogue,
    '/docs/long.pdf',
    3,
    Array.from({ length: 9 }, () => 'chapter'),
  );
  record(catalogue, '/copy/long.pdf', 3, ['chapter']);
  const found = find(catalogue, 'chapter');
  expect(found.map(([path]) => path).sort()).toEqual(['/copy/long.pdf', '/docs/long.pdf']);
  expect(found.map(([, pages]) => pages?.length)).toEqual([3, 3]);
});

it('finds ideographs within a sentence, as they follow each other', () => {
  const catalogue = openDocuments();
  record(catalogue, '/docs/fapiao.pdf', 4, ['本公司发票号码']);
  expect(find(catalogue, '发票')).toEqual([['/docs/fapiao.pdf', [1]]]);
  expect(find(catalogue, '票发')).toEqual([]);
});

it('gives nothing where more texts match than are asked for, and for words that mean something to SQLite', () => {
  const catalogue = openDocuments();
  expect(catalogue.frameTexts.listWithAll([{ text: 'bicycle', isPrefix: false }], 2)).toEqual([]);
  expect(find(catalogue, '"', 'OR')).toEqual([]);
  expect(find(catalogue)).toEqual([]);
});

it('finds nothing of a document that is gone', () => {
  const catalogue = openDocuments();
  const words = () => openRaw(catalogue.folder).prepare('SELECT count(*) AS n FROM frame_words').get();
  catalogue.files.remove(
    catalogue.files.listUnder('/docs').flatMap(({ id, path }) => (path.endsWith('report.pdf') ? [id] : [])),
  );
  expect(find(catalogue, 'bicycle')).toEqual([['/docs/letter.pdf', [1]]]);
  expect(words()).toEqual({ n: 1 });
});

it('asks nothing of a library without texts, until there are some', () => {
  const catalogue = openCatalogue();
  ensureSpace(catalogue);
  expect(find(catalogue, 'bicycle')).toEqual([]);
  record(catalogue, '/docs/letter.pdf', 2, ['A bicycle']);
  expect(find(catalogue, 'bicycle')).toEqual([['/docs/letter.pdf', [1]]]);
});

it('has its words derived again from the texts, and those of texts that are gone deleted', () => {
  const catalogue = openDocuments();
  const db = openRaw(catalogue.folder);
  db.exec("DELETE FROM frame_words WHERE rowid = 1; INSERT INTO frame_words (rowid, words) VALUES (999, 'nowhere')");
  expect(catalogue.checks.compareTexts()).toMatchObject({ missing: 1, orphans: 1 });
  expect(find(catalogue, 'summary')).toEqual([]);
  expect(catalogue.checks.repairTexts(() => ({ texts: {} as never, fileName: '' }))).toBe(2);
  expect(catalogue.checks.compareTexts()).toMatchObject({ missing: 0, orphans: 0 });
  expect(find(catalogue, 'summary')).toEqual([['/docs/report.pdf', [1]]]);
});
