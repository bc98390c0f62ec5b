import type { Migration } from './migration.js';

export const ROOT_RULES: Migration = {
  name: 'what is passed over under a root',
  sql: `ALTER TABLE root ADD COLUMN rules TEXT NOT NULL DEFAULT '{}';`,
};
