import { makeTriggers } from './017-publication-changes.js';
import type { Migration } from './migration.js';

/** Whether users have confirmed a face is published: a decision changes the contents with these bytes. */
export const DECISIONS_ARE_PUBLISHED: Migration = {
  name: 'decisions about faces are published',
  sql: makeTriggers(['face_decision', (row) => `SELECT id FROM content WHERE sha256 = ${row}.sha256`]),
};
