import type { Database } from 'better-sqlite3';
import type { ErrorCode } from '../../errors.js';
import { toPathRange } from '../../model/paths.js';
import type { ReadScope } from '../../model/read-scope.js';
import { compileScope } from '../compile-scope.js';
import { Statements } from '../database/statements.js';
import type { FileOutcome, KnownFile, PhotoFile, PhotoFiles, PhotoRow, SeenFile } from '../records.js';
import { type ContentsDropped, ContentTable, type StoredContent } from './content-table.js';
import { MetadataTable } from './metadata-table.js';

// The rows of stage_done come in the order of its key, and so sorted by stage.
const KNOWN_FILE = `
  SELECT file.id, path, size_bytes, mtime_ms, ctime_ms, content_id, failure_code, failure_message, sidecar_stamp,
         coalesce((SELECT group_concat(stage || '@' || version, ' ') FROM stage_done
                   WHERE stage_done.content_id = file.content_id), ''), external_id
  FROM file`;

/** A row of {@link KNOWN_FILE}. Arrays, because the driver takes as long as the query to make an object of each of 100,000 rows. */
type KnownRow = [
  id: number,
  path: string,
  sizeBytes: number,
  mtimeMs: number,
  ctimeMs: number | null,
  contentId: number | null,
  failureCode: ErrorCode | null,
  failureMessage: string | null,
  sidecarStamp: string | null,
  stages: string,
  externalId: string | null,
];

type ListedRow = [
  id: number,
  contentHash: string,
  format: string,
  mediaType: string,
  defect: PhotoRow['defect'],
  width: number,
  height: number,
  frameKind: PhotoRow['frameKind'],
  frames: number,
  path: string,
  sizeBytes: number,
  mtimeMs: number,
  metadata: string | null,
  externalId: string | null,
  fields: string | null,
  fileId: number,
];

/** Files that are listed at a time. */
const PAGE_SIZE = 2000;

/** Files, the contents they hold, and the failures of those that hold none. */
export class FileTable {
  readonly #db: Database;
  readonly #statements: Statements;
  readonly #contents: ContentTable;
  readonly #metadata: MetadataTable;

  readonly #isManaged: (path: string) => boolean;

  /**
   * @param isManaged whether a path lies among the managed originals
   * @param onDropped see {@link ContentTable}
   */
  constructor(db: Database, isManaged: (path: string) => boolean, onDropped: ContentsDropped) {
    this.#db = db;
    this.#isManaged = isManaged;
    this.#statements = new Statements(db);
    this.#contents = new ContentTable(this.#statements, onDropped);
    this.#metadata = new MetadataTable(this.#statements);
  }

  /** Everything known at or below a path, in no order. */
  listUnder(root: string): KnownFile[] {
    return [...this.pagesUnder(root)].flat();
  }

  /** The same in portions, so that other work can be done between them. */
  *pagesUnder(root: string): Generator<KnownFile[], void, undefined> {
    const list = (condition: string, values: Record<string, string>) =>
      (this.#statements.get(`${KNOWN_FILE} WHERE ${condition}`).raw().all(values) as KnownRow[]).map(toKnownFile);
    yield list('path = @root', { root });
    const { from, before } = toPathRange(root);
    let after = from;
    for (;;) {
      const page = list(`path > @after AND path < @before ORDER BY path LIMIT ${PAGE_SIZE}`, { after, before });
      if (page.length > 0) yield page;
      if (page.length < PAGE_SIZE) return;
      after = (page.at(-1) as KnownFile).path;
    }
  }

  /**
   * Of the first photos at or below a path, every further file outside of it.
   * @returns how many files were looked at, and pairs of paths that hold the same bytes
   */
  listElsewhere(root: string, limit: number): { files: number; pairs: { here: string; there: string }[] } {
    const rows = this.#statements
      .get(
        `WITH inside AS (SELECT path, content_id FROM file
           WHERE (path = @root OR (path >= @from AND path < @before)) AND content_id IS NOT NULL ORDER BY path LIMIT @limit)
         SELECT inside.path AS here, file.path AS there FROM inside LEFT JOIN file ON file.content_id = inside.content_id
           AND file.path <> @root AND NOT (file.path >= @from AND file.path < @before)`,
      )
      .all({ root, limit, ...toPathRange(root) }) as { here: string; there: string | null }[];
    const pairs = rows.flatMap(({ here, there }) => (there === null ? [] : [{ here, there }]));
    return { files: new Set(rows.map(({ here }) => here)).size, pairs };
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

  /** The content with these bytes, and what has been done to it. */
  findContent(sha256: Uint8Array): StoredContent | undefined {
    return this.#contents.find(sha256);
  }

  findPhotoByPath(path: string): number | undefined {
    const row = this.#statements.get('SELECT content_id AS id FROM file WHERE path = ?').get(path) as
      | { id: number | null }
      | undefined;
    return row?.id ?? undefined;
  }

  /** @param scope what exists for the reader: a photo without a file there is no photo */
  getPhoto(id: number, scope?: ReadScope): PhotoRow | undefined {
    return this.listPhotos([id], scope).get(id);
  }

  /**
   * The files of a photo, without their metadata: a thumbnail is looked up in less time than JSON is read.
   * @param scope what exists for the reader
   */
  getPhotoFiles(id: number, scope?: ReadScope): PhotoFiles | undefined {
    const { fewFiles, parameters } = compileScope(scope);
    const rows = this.#statements
      .get(
        `SELECT content.id, lower(hex(substr(sha256, 1, 8))) AS contentHash, media_type AS mediaType,
                file.path, file.size_bytes AS sizeBytes, file.mtime_ms AS mtimeMs
         FROM content JOIN file ON file.content_id = content.id WHERE content.id = ? ${fewFiles} ORDER BY file.path`,
      )
      .all(id, parameters) as (Omit<PhotoFiles, 'files'> & PhotoFiles['files'][number])[];
    const [first] = rows;
    if (first === undefined) return undefined;
    const { contentHash, mediaType } = first;
    const files = rows.map(({ path, sizeBytes, mtimeMs }) => ({ path, sizeBytes, mtimeMs }));
    return { id, contentHash, mediaType, files: files.length === 1 ? files : this.#putManagedLast(files) };
  }

  /**
   * Photos by their ids; those without a file are left out.
   * @param scope what exists for the reader
   */
  listPhotos(ids: readonly number[], scope?: ReadScope): Map<number, PhotoRow> {
    const { fewFiles, parameters } = compileScope(scope);
    const rows = this.#statements
      .get(
        `SELECT content.id, lower(hex(substr(sha256, 1, 8))), format, media_type, defect, coalesce(width, 0), coalesce(height, 0),
                coalesce(frame.kind, 'image'), coalesce((SELECT max(ordinal) + 1 FROM frame WHERE content_id = content.id), 0),
                file.path, file.size_bytes, file.mtime_ms, metadata.data, file.external_id, file.fields, file.id
         FROM json_each(?) AS wanted CROSS JOIN content ON content.id = wanted.value
         LEFT JOIN frame ON frame.content_id = content.id AND frame.ordinal = 0
         CROSS JOIN file ON file.content_id = content.id ${fewFiles} LEFT JOIN metadata ON metadata.file_id = file.id`,
      )
      // Arrays: objects of a dozen keys take the driver half as long again.
      .raw()
      .all(JSON.stringify(ids), parameters) as ListedRow[];
    const photos = new Map<number, PhotoRow>();
    for (const row of rows) {
      const id = row[0];
      const file: PhotoFile = {
        id: row[15],
        path: row[9],
        sizeBytes: row[10],
        mtimeMs: row[11],
        metadata: row[12],
        externalId: row[13],
        fields: row[14],
      };
      const photo = photos.get(id);
      if (photo !== undefined) {
        photo.files.push(file);
        continue;
      }
      // By place: collecting the rest of a row three times takes as long as reading it.
      photos.set(id, {
        id,
        contentHash: row[1],
        format: row[2],
        mediaType: row[3],
        defect: row[4],
        width: row[5],
        height: row[6],
        frameKind: row[7],
        frames: row[8],
        files: [file],
      });
    }
    for (const photo of photos.values()) {
      const { files } = photo;
      for (const file of files) if (file.externalId !== null && this.#isManaged(file.path)) file.isManaged = true;
      if (files.length > 1) photo.files = this.#putManagedLast(files.sort((a, b) => (a.path < b.path ? -1 : 1)));
    }
    return photos;
  }

  #putManagedLast<File extends { path: string }>(files: readonly File[]): File[] {
    const isManaged = files.map(({ path }) => this.#isManaged(path));
    return [...files.filter((_, i) => !isManaged[i]), ...files.filter((_, i) => isManaged[i])];
  }

  /** Writes outcomes in one transaction: all of them are there afterwards, or none. */
  record(outcomes: readonly FileOutcome[]): void {
    this.#write(() => {
      this.#contents.dropUnused(outcomes.map((outcome) => this.#recordOne(outcome)));
    });
  }

  /** Removes files, and contents that no file holds any more. */
  remove(ids: readonly number[]): void {
    this.#write(() => {
      const remove = this.#statements.get('DELETE FROM file WHERE id = ? RETURNING content_id AS contentId');
      const touched = ids.map((id) => (remove.get(id) as { contentId: number | null } | undefined)?.contentId ?? null);
      this.#contents.dropUnused(touched);
    });
  }

  /** Records when the inodes of files changed last that are otherwise as they were. */
  putChangeTimes(times: readonly { id: number; ctimeMs: number }[]): void {
    const put = this.#statements.get('UPDATE file SET ctime_ms = @ctimeMs WHERE id = @id');
    this.#write(() => {
      for (const time of times) put.run(time);
    });
  }

  /** Has the next run that meets a content expand it again. */
  outdateFrames(contentId: number): void {
    this.#statements
      .get("UPDATE stage_done SET version = 'outdated' WHERE content_id = ? AND stage = 'frames'")
      .run(contentId);
  }

  #write(work: () => void): void {
    this.#db.transaction(work).immediate();
  }

  /** @returns the content the path held before, which may be unused now */
  #recordOne(outcome: FileOutcome): number | null {
    const before = this.findPhotoByPath(outcome.file.path) ?? null;
    if (outcome.kind === 'failed') {
      if (outcome.keepsStored) return before;
      this.#putFile(outcome.file, null, outcome);
    } else if (outcome.kind === 'encoded') {
      const content = this.#contents.ensure(outcome.content, outcome.file.sizeBytes);
      this.#contents.putFrames(content, outcome.frames, outcome.stages);
      this.#finish(content, outcome);
    } else {
      // Gone when another process removed its last file meanwhile: then this file stays as it was, and the next run encodes it.
      const content = this.#contents.find(outcome.sha256);
      if (content === undefined) return before;
      if (outcome.phashes !== undefined) this.#contents.putPhashes(content.id, outcome.phashes);
      if (outcome.looks !== undefined) this.#contents.putLooks(content.id, outcome.looks);
      if (outcome.regions !== undefined) this.#contents.putRegions(content.id, outcome.regions, outcome.stages ?? {});
      this.#finish(content, outcome);
    }
    return before;
  }

  #finish(content: StoredContent, outcome: Exclude<FileOutcome, { kind: 'failed' }>): void {
    const isNewReader = this.#contents.putStages(content, outcome.stages ?? {});
    // The stage is the content's, metadata is each file's: the others are read again, too.
    if (isNewReader) this.#statements.get('UPDATE file SET sidecar_stamp = NULL WHERE content_id = ?').run(content.id);
    this.#putFile(outcome.file, content.id, outcome);
  }

  #putFile(file: SeenFile, contentId: number | null, outcome: FileOutcome): void {
    const { code, message, metadata } = { code: null, message: null, metadata: undefined, ...outcome };
    const isUnchanged = metadata === 'unchanged';
    const { id } = this.#statements
      .get(
        `INSERT INTO file (path, size_bytes, mtime_ms, ctime_ms, content_id, failure_code, failure_message, sidecar_stamp)
       VALUES (@path, @sizeBytes, @mtimeMs, @ctimeMs, @contentId, @code, @message, @sidecarStamp)
       ON CONFLICT (path) DO UPDATE SET size_bytes = excluded.size_bytes, mtime_ms = excluded.mtime_ms,
         ctime_ms = excluded.ctime_ms,
         content_id = excluded.content_id, failure_code = excluded.failure_code, failure_message = excluded.failure_message,
         sidecar_stamp = CASE WHEN @isMetadataUnchanged AND content_id IS excluded.content_id THEN sidecar_stamp
                         ELSE excluded.sidecar_stamp END RETURNING id`,
      )
      .get({
        path: file.path,
        sizeBytes: file.sizeBytes,
        mtimeMs: file.mtimeMs,
        ctimeMs: file.ctimeMs ?? null,
        contentId,
        code,
        message,
        sidecarStamp: isUnchanged ? null : (metadata?.sidecarStamp ?? null),
        isMetadataUnchanged: Number(isUnchanged),
      }) as { id: number };
    if (isUnchanged) return;
    if (metadata === undefined) this.#metadata.remove(id);
    else this.#metadata.put(id, metadata);
  }
}

function toKnownFile(row: KnownRow): KnownFile {
  const [id, path, sizeBytes, mtimeMs, ctimeMs, contentId, failureCode, failureMessage, ...rest] = row;
  const [sidecarStamp, stages, externalId] = rest;
  const file = { id, path, sizeBytes, mtimeMs, ctimeMs, contentId, failureCode, failureMessage };
  return { ...file, sidecarStamp, stages, externalId };
}
