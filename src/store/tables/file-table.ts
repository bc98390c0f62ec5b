import { sep } from 'node:path';
import type { Database } from 'better-sqlite3';
import type { ErrorCode } from '../../errors.js';
import { Statements } from '../database/statements.js';
import { encodeFloat16 } from '../float16.js';
import type { ContentInfo, FileOutcome, KnownFile, PhotoFiles, PhotoRow, SeenFile } from '../records.js';
import { MetadataTable } from './metadata-table.js';

const KNOWN_FILE = `
  SELECT file.id, path, size_bytes AS sizeBytes, mtime_ms AS mtimeMs, content_id AS contentId,
         failure_code AS failureCode, failure_message AS failureMessage, facts_version AS metadataVersion,
         sidecar_stamp AS sidecarStamp,
         EXISTS (SELECT 1 FROM frame JOIN vector ON vector.frame_id = frame.id AND vector.model_id = @modelId
                 WHERE frame.content_id = file.content_id) AS hasVector
  FROM file`;

/** Files that are listed at a time. */
const PAGE_SIZE = 2000;
/** Narrows to what lies below a folder; goes with {@link rangeBelow}. */
export const BELOW = 'AND file.path >= @prefix AND file.path < @end';

/** A range over the unique index on path: every path that starts with "root/" sorts between "root/" and "root0". */
export function rangeBelow(folder: string): { prefix: string; end: string } {
  const prefix = folder.endsWith(sep) ? folder : folder + sep;
  return { prefix, end: prefix.slice(0, -1) + String.fromCharCode(sep.charCodeAt(0) + 1) };
}

/** Files, the contents they hold, and the failures of those that hold none. */
export class FileTable {
  readonly #db: Database;
  readonly #statements: Statements;
  readonly #metadata: MetadataTable;

  constructor(db: Database) {
    this.#db = db;
    this.#statements = new Statements(db);
    this.#metadata = new MetadataTable(this.#statements);
  }

  /** Everything known at or below a path, in no order. */
  listUnder(root: string, modelId: number): KnownFile[] {
    return [...this.pagesUnder(root, modelId)].flat();
  }

  /** The same in portions, so that other work can be done between them. */
  *pagesUnder(root: string, modelId: number): Generator<KnownFile[], void, undefined> {
    const list = (condition: string, values: Record<string, string>) => {
      const rows = this.#statements.get(`${KNOWN_FILE} WHERE ${condition}`).all({ ...values, modelId }) as KnownFile[];
      for (const row of rows) row.hasVector = Boolean(row.hasVector);
      return rows;
    };
    yield list('path = @root', { root });
    const { prefix, end } = rangeBelow(root);
    let after = prefix;
    for (;;) {
      const page = list(`path > @after AND path < @end ORDER BY path LIMIT ${PAGE_SIZE}`, { after, end });
      if (page.length > 0) yield page;
      if (page.length < PAGE_SIZE) return;
      after = (page.at(-1) as KnownFile).path;
    }
  }

  /** @param within only below this folder; `undefined`: all */
  countFiles(within?: string): number {
    return this.#count('SELECT count(*) AS n FROM file', within);
  }

  countPhotos(within?: string): number {
    if (within === undefined) return this.#count('SELECT count(*) AS n FROM content', within);
    return this.#count('SELECT count(DISTINCT content_id) AS n FROM file', within);
  }

  /** What is known at or below a path. */
  countUnder(root: string): { files: number; failed: number } {
    return this.#statements
      .get(
        `SELECT count(*) AS files, count(failure_code) AS failed FROM file
         WHERE path = @root OR (path >= @prefix AND path < @end)`,
      )
      .get({ root, ...rangeBelow(root) }) as { files: number; failed: number };
  }

  /** Files that cannot be read, by error code. */
  countFailures(within?: string): Record<string, number> {
    const rows = this.#statements
      .get(
        `SELECT failure_code AS code, count(*) AS n FROM file
         WHERE failure_code IS NOT NULL ${within === undefined ? '' : BELOW} GROUP BY failure_code`,
      )
      .all(within === undefined ? {} : rangeBelow(within)) as { code: ErrorCode; n: number }[];
    return Object.fromEntries(rows.map((row) => [row.code, row.n]));
  }

  /** Files that cannot be read, in the order of their paths. */
  listFailures(): { path: string; code: ErrorCode; message: string }[] {
    return this.#statements
      .get(
        `SELECT path, failure_code AS code, failure_message AS message FROM file
         WHERE failure_code IS NOT NULL ORDER BY path`,
      )
      .all() as { path: string; code: ErrorCode; message: string }[];
  }

  #count(select: string, within: string | undefined): number {
    const row =
      within === undefined
        ? this.#statements.get(select).get()
        : this.#statements.get(`${select} WHERE true ${BELOW}`).get(rangeBelow(within));
    return (row as { n: number }).n;
  }

  /** The content with these bytes, and whether it has a vector in a space and a perceptual hash. */
  findContent(sha256: Uint8Array, modelId: number): { id: number; hasVector: boolean; hasPhash: boolean } | undefined {
    const row = this.#statements
      .get(
        `SELECT content.id, vector.id IS NOT NULL AS hasVector, phash IS NOT NULL AS hasPhash FROM content
       LEFT JOIN frame ON frame.content_id = content.id
       LEFT JOIN vector ON vector.frame_id = frame.id AND vector.model_id = @modelId
       WHERE sha256 = @sha256`,
      )
      .get({ sha256: Buffer.from(sha256), modelId }) as { id: number; hasVector: number; hasPhash: number } | undefined;
    return row && { id: row.id, hasVector: Boolean(row.hasVector), hasPhash: Boolean(row.hasPhash) };
  }

  findPhotoByPath(path: string): number | undefined {
    const row = this.#statements.get('SELECT content_id AS id FROM file WHERE path = ?').get(path) as
      | { id: number | null }
      | undefined;
    return row?.id ?? undefined;
  }

  getPhoto(id: number): PhotoRow | undefined {
    return this.listPhotos([id]).get(id);
  }

  /** The files of a photo, without their metadata: a thumbnail is looked up in less time than JSON is read. */
  getPhotoFiles(id: number): PhotoFiles | undefined {
    const rows = this.#statements
      .get(
        `SELECT content.id, lower(hex(substr(sha256, 1, 8))) AS contentHash, media_type AS mediaType,
                file.path, file.size_bytes AS sizeBytes, file.mtime_ms AS mtimeMs
         FROM content JOIN file ON file.content_id = content.id WHERE content.id = ? ORDER BY file.path`,
      )
      .all(id) as (Omit<PhotoFiles, 'files'> & PhotoFiles['files'][number])[];
    const [first] = rows;
    if (first === undefined) return undefined;
    const { contentHash, mediaType } = first;
    const files = rows.map(({ path, sizeBytes, mtimeMs }) => ({ path, sizeBytes, mtimeMs }));
    return { id, contentHash, mediaType, files };
  }

  /** Photos by their ids; those without a file are left out. */
  listPhotos(ids: readonly number[]): Map<number, PhotoRow> {
    const rows = this.#statements
      .get(
        `SELECT content.id, lower(hex(substr(sha256, 1, 8))) AS contentHash, format, media_type AS mediaType, width, height,
                file.path, file.size_bytes AS sizeBytes, file.mtime_ms AS mtimeMs, fact.data AS metadata
         FROM json_each(?) AS wanted CROSS JOIN content ON content.id = wanted.value
         CROSS JOIN file ON file.content_id = content.id LEFT JOIN fact ON fact.file_id = file.id`,
      )
      .all(JSON.stringify(ids)) as (Omit<PhotoRow, 'files'> & PhotoRow['files'][number])[];
    const photos = new Map<number, PhotoRow>();
    for (const { path, sizeBytes, mtimeMs, metadata, ...content } of rows) {
      const file = { path, sizeBytes, mtimeMs, metadata };
      const photo = photos.get(content.id);
      if (photo === undefined) photos.set(content.id, { ...content, files: [file] });
      else photo.files.push(file);
    }
    for (const { files } of photos.values()) if (files.length > 1) files.sort((a, b) => (a.path < b.path ? -1 : 1));
    return photos;
  }

  /** Writes outcomes in one transaction: all of them are there afterwards, or none. */
  record(outcomes: readonly FileOutcome[], modelId: number): void {
    this.#write(() => {
      const touched = outcomes.map((outcome) => this.#recordOne(outcome, modelId));
      this.#dropUnused(touched);
    });
  }

  /** Forgets files, and contents that no file holds any more. */
  remove(ids: readonly number[]): void {
    this.#write(() => {
      const touched = ids.map((id) => {
        const row = this.#statements.get('DELETE FROM file WHERE id = ? RETURNING content_id AS contentId').get(id);
        return (row as { contentId: number | null } | undefined)?.contentId ?? null;
      });
      this.#dropUnused(touched);
    });
  }

  #write(work: () => void): void {
    this.#db.transaction(work).immediate();
  }

  /** @returns the content the path held before, which may be unused now */
  #recordOne(outcome: FileOutcome, modelId: number): number | null {
    const before = this.findPhotoByPath(outcome.file.path) ?? null;
    if (outcome.kind === 'failed') {
      if (outcome.isKept) return before;
      this.#putFile(outcome.file, null, outcome);
    } else if (outcome.kind === 'encoded') {
      const contentId = this.#putContent(outcome.content, outcome.file.sizeBytes);
      this.#putVector(contentId, modelId, outcome.vector);
      this.#putFile(outcome.file, contentId, outcome);
    } else {
      // Gone when another process removed its last file meanwhile: then this file stays as it was, and the next run encodes it.
      const content = this.findContent(outcome.sha256, modelId);
      if (content !== undefined) {
        if (outcome.phash !== undefined) this.#putPhash(content.id, outcome.phash);
        this.#putFile(outcome.file, content.id, outcome);
      }
    }
    return before;
  }

  #putFile(file: SeenFile, contentId: number | null, outcome: FileOutcome): void {
    const { code, message, metadata } = { code: null, message: null, metadata: undefined, ...outcome };
    const { id } = this.#statements
      .get(
        `INSERT INTO file (path, size_bytes, mtime_ms, content_id, failure_code, failure_message, facts_version, sidecar_stamp)
       VALUES (@path, @sizeBytes, @mtimeMs, @contentId, @code, @message, @version, @sidecarStamp)
       ON CONFLICT (path) DO UPDATE SET size_bytes = excluded.size_bytes, mtime_ms = excluded.mtime_ms,
         content_id = excluded.content_id, failure_code = excluded.failure_code, failure_message = excluded.failure_message,
         facts_version = excluded.facts_version, sidecar_stamp = excluded.sidecar_stamp RETURNING id`,
      )
      .get({
        path: file.path,
        sizeBytes: file.sizeBytes,
        mtimeMs: file.mtimeMs,
        contentId,
        code,
        message,
        version: metadata?.version ?? 0,
        sidecarStamp: metadata?.sidecarStamp ?? '',
      }) as { id: number };
    if (metadata === undefined) this.#metadata.remove(id);
    else this.#metadata.put(id, metadata);
  }

  #putPhash(contentId: number, phash: Uint8Array): void {
    this.#statements
      .get('UPDATE content SET phash = @phash WHERE id = @contentId AND phash IS NULL')
      .run({ contentId, phash: Buffer.from(phash) });
  }

  #putContent(content: ContentInfo, sizeBytes: number): number {
    const row = this.#statements
      .get(
        `INSERT INTO content (sha256, format, media_type, width, height, size_bytes, phash)
       VALUES (@sha256, @format, @mediaType, @width, @height, @sizeBytes, @phash)
       ON CONFLICT (sha256) DO UPDATE SET phash = coalesce(phash, excluded.phash) RETURNING id`,
      )
      .get({
        ...content,
        sha256: Buffer.from(content.sha256),
        phash: content.phash === undefined ? null : Buffer.from(content.phash),
        sizeBytes,
      });
    return (row as { id: number }).id;
  }

  #putVector(contentId: number, modelId: number, vector: Float32Array): void {
    this.#statements.get('INSERT INTO frame (content_id) VALUES (?) ON CONFLICT DO NOTHING').run(contentId);
    this.#statements
      .get(
        `INSERT INTO vector (frame_id, model_id, data)
       SELECT id, @modelId, @data FROM frame WHERE content_id = @contentId AND at_ms = 0 ON CONFLICT DO NOTHING`,
      )
      .run({ contentId, modelId, data: encodeFloat16(vector) });
  }

  #dropUnused(contentIds: readonly (number | null)[]): void {
    const drop = this.#statements.get(
      'DELETE FROM content WHERE id = @id AND NOT EXISTS (SELECT 1 FROM file WHERE content_id = @id)',
    );
    for (const id of contentIds) if (id !== null) drop.run({ id });
  }
}
