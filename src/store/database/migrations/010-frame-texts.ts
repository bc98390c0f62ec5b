import type { Migration } from './migration.js';

/** Texts of frames beside the texts of files: they belong to a place in a content. */
export const FRAME_TEXTS: Migration = {
  name: 'texts of frames',
  sql: `
    CREATE TABLE frame_text (
      id INTEGER PRIMARY KEY,
      frame_id INTEGER NOT NULL REFERENCES frame (id) ON DELETE CASCADE,
      -- layer: the text that a document states for its page. Text that a program reads in a picture has that program's name.
      source TEXT NOT NULL,
      text TEXT NOT NULL,
      UNIQUE (frame_id, source)
    );
    -- Row ids are those of frame_text.
    CREATE VIRTUAL TABLE frame_words USING fts5 (
      words, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
    );
    CREATE TRIGGER frame_text_removed AFTER DELETE ON frame_text BEGIN
      DELETE FROM frame_words WHERE rowid = old.id;
    END;
  `,
};
