import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Catalogue } from '#src/store/catalogue.js';
import { openRaw } from '../../support/libraries/catalogues.js';
import { makeOldCatalogue } from '../../support/libraries/old-catalogue.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

const home = makeTemporaryFolder();
const TEXTS = [
  'A menu, 12.50',
  'IBAN DE89 3704 0044 0532 0130 00',
  'VISA\n4111 1111 1111 1111',
  '4111 1111 1111 1112',
  // A tenth of all numbers passes the check: in one piece, a word of cards is needed beside it.
  'Order 4111111111111111',
  'Kartennummer 4111111111111111',
];

/** A catalogue of that schema with a text for each photo; see `isSensitive` for which is what. */
function makeLibrary(schema: number): { folder: string; judge: (frameIds: readonly number[]) => void } {
  const folder = join(home, `library-${schema}`);
  const db = makeOldCatalogue(folder, schema);
  TEXTS.forEach((text, i) => {
    const id = i + 1;
    db.prepare(
      "INSERT INTO content (id, sha256, format, media_type, size_bytes) VALUES (?, ?, 'jpeg', 'image/jpeg', 1)",
    ).run(id, Buffer.alloc(32, id));
    db.prepare("INSERT INTO frame (id, content_id, ordinal, kind, width, height) VALUES (?, ?, 0, 'image', 9, 9)").run(
      id,
      id,
    );
    db.prepare("INSERT INTO frame_text (frame_id, source, text) VALUES (?, 'recognised', ?)").run(id, text);
  });
  const judge = (frameIds: readonly number[]) => {
    for (const id of frameIds) db.prepare('UPDATE frame_text SET is_sensitive = 1 WHERE frame_id = ?').run(id);
    db.close();
  };
  return { folder, judge };
}

function listSensitive(folder: string): unknown[] {
  new Catalogue(folder, { create: false }).close();
  return openRaw(folder)
    .prepare('SELECT frame_id FROM frame_text INDEXED BY frame_text_sensitive WHERE is_sensitive = 1 ORDER BY frame_id')
    .pluck()
    .all();
}

describe('a library knows its sensitive texts once it is opened', () => {
  it('where they were stored before they were judged', () => {
    const { folder, judge } = makeLibrary(11);
    judge([]);
    expect(listSensitive(folder)).toEqual([2, 3, 6]);
  });

  it('where they were judged by other rules', () => {
    const { folder, judge } = makeLibrary(13);
    judge([2, 3, 4, 5]);
    expect(listSensitive(folder)).toEqual([2, 3, 6]);
  });
});
