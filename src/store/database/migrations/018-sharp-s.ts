import type { Migration } from './migration.js';

const CONCERNED = `text LIKE '%ß%' OR text LIKE '%ẞ%'`;

/** Words of texts are indexed with `ss` for `ß`. The texts are touched, so that a published library gets their words anew, too. */
export const SHARP_S: Migration = {
  name: 'words of texts with ss for ß',
  sql: `
    DELETE FROM frame_words WHERE rowid IN (SELECT id FROM frame_text WHERE ${CONCERNED});
    INSERT INTO frame_words (rowid, words) SELECT id, prepare_words(text) FROM frame_text WHERE ${CONCERNED};
    UPDATE frame_text SET text = text WHERE ${CONCERNED};
  `,
};
