import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TEXT_FIELDS, type TextField } from '#src/store/text-fields.js';
import { openCatalogue, openRaw } from '../../support/libraries/catalogues.js';

const FILES = 1200;
const WORDS = ['beach', 'boat', 'dog', 'in'];

/** Words of a field of a file. `in` stands in the keywords of every file: more than are read in one scan. */
function wordsOf(id: number, field: TextField): string[] {
  const at = TEXT_FIELDS.indexOf(field);
  const rare = WORDS.slice(0, 3).filter((_, word) => (id * (at + 3) + word * 7) % (11 * (word + at + 1)) === 0);
  return field === 'keywords' ? [...rare, 'in'] : rare;
}

it('finds the fields of files in which words stand, as a comparison of each file does', () => {
  const catalogue = openCatalogue();
  const db = openRaw(catalogue.folder);
  const insert = db.prepare(
    `INSERT INTO file_text (rowid, ${TEXT_FIELDS.join(', ')}) VALUES (?, ${TEXT_FIELDS.map(() => '?').join(', ')})`,
  );
  db.transaction(() => {
    for (let id = 1; id <= FILES; id++) insert.run(id, ...TEXT_FIELDS.map((field) => wordsOf(id, field).join(' ')));
  })();
  const ids = fc.uniqueArray(fc.integer({ min: 1, max: FILES + 5 }), { maxLength: 20 });
  const asked = fc.uniqueArray(fc.constantFrom(...WORDS, 'none'), { maxLength: 3 });
  fc.assert(
    fc.property(ids, asked, (fileIds, words) => {
      const found = catalogue.texts.findColumns(
        fileIds,
        words.map((text) => ({ text, isPrefix: false })),
      );
      const expected = fileIds.flatMap((id) => {
        const fields =
          id > FILES ? [] : TEXT_FIELDS.filter((field) => wordsOf(id, field).some((word) => words.includes(word)));
        return fields.length === 0 ? [] : [[id, new Set(fields)] as const];
      });
      expect(new Map([...found].map(([id, fields]) => [id, new Set(fields)]))).toEqual(new Map(expected));
    }),
  );
});
