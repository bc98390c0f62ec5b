/** Photos with metadata, written with plain SQL: for tests of what reads them. */
import { basename, dirname } from 'node:path';
import type Database from 'better-sqlite3';
import type { MetadataRecord } from '#src/store/records.js';
import { makeHash, UNKNOWN } from './catalogues.js';

export interface MetadataRow extends Pick<MetadataRecord, keyof typeof UNKNOWN> {
  path: string;
  /** Files with the same number hold the same bytes. */
  content: number;
  width: number;
  height: number;
  sizeBytes: number;
  people: string[];
  /** Of the content. */
  tags: string[];
}

export const PLAIN_ROW: MetadataRow = {
  ...{ path: '/photos/a.jpg', content: 1, width: 640, height: 480, sizeBytes: 1000 },
  ...{ ...UNKNOWN, people: [], tags: [] },
};

/** @returns the photo's id */
export function insertMetadataRow(db: Database.Database, row: MetadataRow, spaceId: number): number {
  const contentId = db
    .prepare(
      `INSERT INTO content (sha256, format, media_type, size_bytes) VALUES (?, 'jpeg', 'image/jpeg', ?)
       ON CONFLICT (sha256) DO UPDATE SET format = format RETURNING id`,
    )
    .pluck()
    .get(Buffer.from(makeHash(row.content)), row.sizeBytes) as number;
  db.prepare(`INSERT OR IGNORE INTO frame (content_id, ordinal, kind, width, height) VALUES (?, 0, 'image', ?, ?)`).run(
    contentId,
    row.width,
    row.height,
  );
  const fileId = db
    .prepare("INSERT INTO file (path, size_bytes, mtime_ms, content_id, sidecar_stamp) VALUES (?, ?, 1, ?, '')")
    .run(row.path, row.sizeBytes, contentId).lastInsertRowid;
  db.prepare(
    `INSERT INTO metadata (file_id, data, taken_at_ms, taken_local, latitude, longitude, city, country, camera, lens, rating, is_favorite,
       duration_ms, traits)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    fileId,
    JSON.stringify({ people: row.people, keywords: row.keywords }),
    row.takenLocal === null ? null : Date.parse(row.takenLocal.includes('T') ? `${row.takenLocal}Z` : row.takenLocal),
    row.takenLocal,
    row.latitude,
    row.longitude,
    row.city,
    row.country,
    row.camera,
    row.lens,
    row.rating,
    row.isFavorite ? 1 : 0,
    row.durationMs,
    row.traits,
  );
  for (const word of row.keywords)
    db.prepare('INSERT OR IGNORE INTO keyword (file_id, word) VALUES (?, ?)').run(fileId, word);
  for (const tag of row.tags)
    db.prepare('INSERT OR IGNORE INTO tag (content_id, space_id, name, score) VALUES (?, ?, ?, 0.9)').run(
      contentId,
      spaceId,
      tag,
    );
  db.prepare('INSERT INTO file_text (rowid, name, folder, keywords, people, place) VALUES (?, ?, ?, ?, ?, ?)').run(
    fileId,
    basename(row.path),
    dirname(row.path).replaceAll('/', ' '),
    row.keywords.join('\n'),
    row.people.join('\n'),
    row.city ?? '',
  );
  return contentId;
}
