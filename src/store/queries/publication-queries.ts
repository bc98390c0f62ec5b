import type { Database } from 'better-sqlite3';
import { Statements } from '../database/statements.js';
import type { MetadataRecord } from '../records.js';

/** A content with all that can be searched of it, as it is published. Ids are those of this catalogue. */
export interface PublishedContent {
  id: number;
  sha256: Buffer;
  format: string;
  mediaType: string;
  defect: string | null;
  /** Bits: see `src/model/look.ts`. */
  looks: number | null;
  isUndecoded: boolean;
  /** At least one. */
  files: PublishedFile[];
  /** At least one, in their order. */
  frames: PublishedFrame[];
  /** Without those of whole frames, in the order in which they were found. */
  regions: PublishedRegion[];
  faces: PublishedFace[];
  texts: PublishedText[];
  /** Of whole frames: float16, little-endian. */
  vectors: { spaceId: number; ordinal: number; data: Buffer }[];
  tags: { spaceId: number; name: string; score: number }[];
  kinds: { spaceId: number; kind: string; score: number }[];
}

/** A file with the metadata that filters and sorts compare. */
export interface PublishedFile
  extends Omit<MetadataRecord, 'sidecarStamp' | 'data' | 'isFavorite' | 'keywords' | 'fileName' | 'texts'> {
  id: number;
  path: string;
  sizeBytes: number;
  mtimeMs: number;
  externalId: string | null;
  /** JSON. */
  fields: string | null;
  /** JSON; `null`: it was never read. */
  metadata: string | null;
  isFavorite: number;
  ext: string;
  /** With the separator at its end. */
  folder: string;
  /** JSON. */
  keywords: string;
}

export interface PublishedFrame {
  ordinal: number;
  kind: string;
  atMs: number | null;
  page: number | null;
  label: string | null;
  width: number;
  height: number;
  phash: Buffer | null;
  look: Buffer | null;
}

export interface PublishedRegion {
  ordinal: number;
  kind: string;
  x: number;
  y: number;
  w: number;
  h: number;
  label: string | null;
  score: number | null;
  /** Of things: see `packShares`. */
  colours: Buffer | null;
  /** Of faces: whether users or groups count it as one. */
  isFace: number;
}

/** A face of a person with a name. */
export interface PublishedFace {
  personId: number;
  name: string;
  isHidden: number;
  ordinal: number;
  x: number;
  y: number;
  w: number;
  h: number;
  quality: number;
  /** Whether a user has confirmed it; added by those who publish. */
  isConfirmed?: boolean;
}

export interface PublishedText {
  ordinal: number;
  source: string;
  text: string;
  isSensitive: number;
}

/** Rows of one table, each with the content that it belongs to. */
type Of<Row> = Row & { contentId: number };

const CONTENT = `SELECT id, sha256, format, media_type AS mediaType, defect, looks,
    EXISTS (SELECT 1 FROM stage_done WHERE content_id = content.id AND stage = 'frames' AND version LIKE 'without:%') AS isUndecoded
  FROM content WHERE EXISTS (SELECT 1 FROM filter_row WHERE content_id = content.id)`;

/** Each is given the ids of the contents as JSON. */
const PARTS = {
  files: `SELECT file.content_id AS contentId, file.id, file.path, file.size_bytes AS sizeBytes, mtime_ms AS mtimeMs, external_id AS externalId, fields,
      data AS metadata, taken_at_ms AS takenAtMs, metadata.taken_local AS takenLocal, taken_source AS takenSource, metadata.latitude, metadata.longitude,
      metadata.city, metadata.country, metadata.camera, metadata.lens, metadata.rating, coalesce(metadata.is_favorite, 0) AS isFavorite,
      metadata.duration_ms AS durationMs, coalesce(metadata.traits, 0) AS traits, ext, folder.path AS folder,
      (SELECT json_group_array(word) FROM keyword WHERE keyword.file_id = file.id) AS keywords
    FROM json_each(?) AS wanted CROSS JOIN file ON file.content_id = wanted.value CROSS JOIN filter_row ON filter_row.file_id = file.id
    CROSS JOIN folder ON folder.id = filter_row.folder_id LEFT JOIN metadata ON metadata.file_id = file.id ORDER BY file.id`,
  frames: `SELECT content_id AS contentId, ordinal, kind, at_ms AS atMs, page, label, width, height, phash, look
    FROM json_each(?) AS wanted CROSS JOIN frame ON content_id = wanted.value ORDER BY content_id, ordinal`,
  regions: `SELECT region.content_id AS contentId, ordinal, region.kind, x, y, w, h, region.label, score, colours,
      coalesce(face.region_id IS NOT NULL AND (face.person_id IS NOT NULL OR face.is_grouped = 0), 0) AS isFace
    FROM json_each(?) AS wanted CROSS JOIN region ON region.content_id = wanted.value AND region.kind <> 'whole'
    CROSS JOIN frame ON frame.id = region.frame_id LEFT JOIN face ON face.region_id = region.id ORDER BY region.id`,
  faces: `SELECT region.content_id AS contentId, person.id AS personId, person.name, is_hidden AS isHidden, ordinal, x, y, w, h, quality
    FROM json_each(?) AS wanted CROSS JOIN region ON region.content_id = wanted.value AND region.kind = 'face'
    CROSS JOIN face ON face.region_id = region.id CROSS JOIN person ON person.id = face.person_id AND person.name IS NOT NULL
    CROSS JOIN frame ON frame.id = region.frame_id ORDER BY region.id`,
  texts: `SELECT content_id AS contentId, ordinal, source, text, is_sensitive AS isSensitive FROM json_each(?) AS wanted
    CROSS JOIN frame ON content_id = wanted.value CROSS JOIN frame_text ON frame_text.frame_id = frame.id ORDER BY frame_text.id`,
  vectors: `SELECT region.content_id AS contentId, space_id AS spaceId, ordinal, data FROM json_each(?) AS wanted
    CROSS JOIN region ON region.content_id = wanted.value AND region.kind = 'whole' CROSS JOIN frame ON frame.id = region.frame_id
    CROSS JOIN vector ON vector.region_id = region.id ORDER BY vector.id`,
  tags: `SELECT content_id AS contentId, space_id AS spaceId, name, score FROM json_each(?) AS wanted
    CROSS JOIN tag ON content_id = wanted.value ORDER BY content_id, space_id, name`,
  kinds: `SELECT content_id AS contentId, space_id AS spaceId, kind, score FROM json_each(?) AS wanted
    CROSS JOIN picture_kind ON content_id = wanted.value ORDER BY content_id, space_id, kind`,
} as const;

type Part = keyof typeof PARTS;

type ContentRow = Omit<PublishedContent, Part | 'isUndecoded'> & { isUndecoded: number };

/** The contents of a library as they are published. */
export class PublicationQueries {
  readonly #db: Database;
  readonly #statements: Statements;

  constructor(db: Database) {
    this.#db = db;
    this.#statements = new Statements(db);
  }

  /** The next contents after an id that a file has, as they are at one moment. */
  listAfter(after: number, limit: number): PublishedContent[] {
    return this.#db.transaction(() => {
      const rows = this.#statements.get(`${CONTENT} AND id > ? ORDER BY id LIMIT ?`).all(after, limit);
      return this.#complete(rows as ContentRow[]);
    })();
  }

  /** Those of some contents that a file has, as they are at one moment. */
  list(ids: readonly number[]): PublishedContent[] {
    return this.#db.transaction(() => {
      const rows = this.#statements
        .get(`${CONTENT} AND id IN (SELECT value FROM json_each(?)) ORDER BY id`)
        .all(JSON.stringify(ids));
      return this.#complete(rows as ContentRow[]);
    })();
  }

  countContents(): number {
    return this.#statements.get('SELECT count(DISTINCT content_id) FROM filter_row').pluck().get() as number;
  }

  #complete(rows: readonly ContentRow[]): PublishedContent[] {
    const ids = JSON.stringify(rows.map(({ id }) => id));
    const read = <Name extends Part>(name: Name) => {
      const byContent = new Map<number, PublishedContent[Name]>();
      for (const { contentId, ...row } of this.#statements.get(PARTS[name]).all(ids) as Of<object>[]) {
        const list = (byContent.get(contentId) ?? []) as object[];
        list.push(row);
        byContent.set(contentId, list as PublishedContent[Name]);
      }
      return (id: number) => byContent.get(id) ?? ([] as unknown as PublishedContent[Name]);
    };
    const [files, frames, regions, faces] = [read('files'), read('frames'), read('regions'), read('faces')];
    const [texts, vectors, tags, kinds] = [read('texts'), read('vectors'), read('tags'), read('kinds')];
    return rows.map(({ isUndecoded, ...row }) => ({
      ...row,
      isUndecoded: isUndecoded === 1,
      ...{ files: files(row.id), frames: frames(row.id), regions: regions(row.id), faces: faces(row.id) },
      ...{ texts: texts(row.id), vectors: vectors(row.id), tags: tags(row.id), kinds: kinds(row.id) },
    }));
  }
}
