import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Catalogue } from '#src/store/catalogue.js';
import { makeOldCatalogue } from '../../support/libraries/old-catalogue.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

it('texts that were indexed before are found with ss for ß, and those of other words stay', () => {
  const folder = join(makeTemporaryFolder(), 'library');
  const db = makeOldCatalogue(folder, 17);
  db.prepare(
    "INSERT INTO content (id, sha256, format, media_type, size_bytes) VALUES (1, ?, 'jpeg', 'image/jpeg', 1)",
  ).run(Buffer.alloc(32, 1));
  db.prepare("INSERT INTO file (path, content_id, size_bytes, mtime_ms) VALUES ('/photos/tram.jpg', 1, 1, 1)").run();
  for (const [i, text] of ['Straßenbahn nach Zürich', 'bicycle'].entries()) {
    db.prepare("INSERT INTO frame (id, content_id, ordinal, kind, width, height) VALUES (?, 1, ?, 'page', 9, 9)").run(
      i + 1,
      i,
    );
    db.prepare("INSERT INTO frame_text (id, frame_id, source, text) VALUES (?, ?, 'layer', ?)").run(i + 1, i + 1, text);
    db.prepare('INSERT INTO frame_words (rowid, words) VALUES (?, ?)').run(i + 1, text);
  }
  db.close();
  const catalogue = new Catalogue(folder, { create: false });
  const find = (text: string) =>
    catalogue.frameTexts.listWithAll([{ text, isPrefix: false }], 9).map(({ textIds }) => textIds);
  expect(find('strassenbahn')).toEqual([[1]]);
  expect(find('Straßenbahn')).toEqual([[1]]);
  expect(find('bicycle')).toEqual([[2]]);
  catalogue.close();
});
