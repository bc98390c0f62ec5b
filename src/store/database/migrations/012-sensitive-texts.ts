import type { Migration } from './migration.js';

/** Texts with the numbers of cards, accounts and identity documents are marked as they are stored; those that are there, now. */
export const SENSITIVE_TEXTS: Migration = {
  name: 'sensitive texts',
  sql: `
    ALTER TABLE frame_text ADD COLUMN is_sensitive INTEGER NOT NULL DEFAULT 0;
    -- The function is that of src/store/database/migrations.ts.
    UPDATE frame_text SET is_sensitive = 1 WHERE is_sensitive_text(text);
    CREATE INDEX frame_text_sensitive ON frame_text (frame_id) WHERE is_sensitive = 1;
  `,
};
