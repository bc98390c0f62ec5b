import type { Migration } from './migration.js';

/** Texts are judged again: card numbers without groups need a word of cards, and zones of identity documents may have lost fillers. */
export const SENSITIVE_TEXTS_AGAIN: Migration = {
  name: 'sensitive texts, judged by other rules',
  sql: `
    UPDATE frame_text SET is_sensitive = is_sensitive_text(text) WHERE is_sensitive <> is_sensitive_text(text);
  `,
};
