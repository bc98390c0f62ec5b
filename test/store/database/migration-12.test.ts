import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Catalogue } from '#src/store/catalogue.js';
import { openRaw } from '../../support/libraries/catalogues.js';
import { makeOldCatalogue } from '../../support/libraries/old-catalogue.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

const home = makeTemporaryFolder();

describe('a library whose texts were stored before they were judged', () => {
  it('knows the sensitive ones once it is opened', () => {
    const folder = join(home, 'library');
    const db = makeOldCatalogue(folder, 11);
    const texts = [
      'A menu, 12.50',
      'IBAN DE89 3704 0044 0532 0130 00',
      'VISA\n4111 1111 1111 1111',
      '4111 1111 1111 1112',
    ];
    for (const [i, text] of texts.entries()) {
      const id = i + 1;
      db.prepare(
        "INSERT INTO content (id, sha256, format, media_type, size_bytes) VALUES (?, ?, 'jpeg', 'image/jpeg', 1)",
      ).run(id, Buffer.alloc(32, id));
      db.prepare(
        "INSERT INTO frame (id, content_id, ordinal, kind, width, height) VALUES (?, ?, 0, 'image', 9, 9)",
      ).run(id, id);
      db.prepare("INSERT INTO frame_text (frame_id, source, text) VALUES (?, 'recognised', ?)").run(id, text);
    }
    db.close();
    new Catalogue(folder, { create: false }).close();
    const found = openRaw(folder).prepare('SELECT frame_id FROM frame_text WHERE is_sensitive = 1').pluck().all();
    expect(found).toEqual([2, 3]);
  });
});
