import { createHash } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { throwIfAborted } from '../../../errors.js';
import { makeFolder } from '../../../runtime/make-folder.js';
import type { PublishedContent } from '../../../store/queries/publication-queries.js';
import { spaceSetting } from '../../../store/records.js';
import { Database } from '../../../vectors/engines/pgvector/database.js';
import { isUnreachable } from '../../../vectors/index-errors.js';
import type { LibraryCore } from '../../core.js';
import { toVectorSource } from '../../spaces/vector-source.js';
import { embeddingTable, ensureSchema, WRITE_LOCK } from '../schema.js';
import { removeUnheldThumbnails, ThumbnailFolder } from './thumbnail-folder.js';
import { digestContent, type RowContext, toRootId } from './to-rows.js';
import type { PublishOptions, PublishReport } from './types.js';
import { buildGraphs } from './vector-graphs.js';
import { type Client, writeContents } from './write-batch.js';

/** Contents that are compared and written by one transaction: some tenths of a second. */
const BATCH = 100;

/** Changes when rows are made otherwise of the same catalogue: everything is sent anew then. */
const ROWS_VERSION = 1;

/**
 * Compares all contents of the library with what is published of it, in the order of their ids, and sends what differs. Each batch is written by one
 * transaction with the cursor: a process that is killed goes on there.
 * @throws PhotoseekError `bad-argument`, `published-newer`, engine codes, `aborted`
 */
export async function publishLibrary(core: LibraryCore, url: string, options: PublishOptions): Promise<PublishReport> {
  if (options.follow) return follow(core, url, options);
  return publishOnce(core, url, options, await completeTags(core, options.signal));
}

async function publishOnce(
  core: LibraryCore,
  url: string,
  options: PublishOptions,
  terms: readonly TagTerm[],
): Promise<PublishReport> {
  const database = await Database.open(url);
  try {
    await ensureSchema(database);
    const report = await new Publisher(core, database, options, terms).run();
    options.onReport?.(report);
    return report;
  } finally {
    await database.close();
  }
}

/** A tag, and what it is grouped by. */
interface TagTerm {
  name: string;
  group: string;
}

/** Tags and kinds are computed when somebody asks for them; here, servers may. */
async function completeTags(
  { catalogue, spaces }: LibraryCore,
  signal: AbortSignal | undefined,
): Promise<readonly TagTerm[]> {
  if (catalogue.isReadOnly) return [];
  const { updateTags } = await import('../../../insight/tags/update-tags.js');
  return (await updateTags({ catalogue, space: spaces.default }, signal)).terms;
}

/** How often the catalogue is asked whether it has changed. */
const LOOK_EVERY_MS = 1000;

/** A server that cannot be reached is tried again after this. */
const TRY_AGAIN_MS = 5000;

/** A pass whenever something has changed in the catalogue. An outage of the database ends nothing: the next pass sends what it missed. */
async function follow(core: LibraryCore, url: string, options: PublishOptions): Promise<never> {
  const { signal } = options;
  const pause = async (ms: number) => {
    await setTimeout(ms, undefined, { signal }).catch(() => {});
    throwIfAborted(signal);
  };
  for (let hasBegun = false; ; hasBegun = true) {
    const terms = await completeTags(core, signal);
    // Read before the pass: what is changed meanwhile may lie behind its cursor.
    const stamp = core.catalogue.changeStamp;
    try {
      await publishOnce(core, url, options, terms);
    } catch (error) {
      // The first one says what is wrong with the address.
      if (!hasBegun || !isUnreachable(error)) throw error;
      await pause(TRY_AGAIN_MS);
      continue;
    }
    do await pause(LOOK_EVERY_MS);
    while (core.catalogue.changeStamp === stamp);
  }
}

class Publisher {
  readonly #core: LibraryCore;
  readonly #database: Database;
  readonly #options: PublishOptions;
  readonly #libraryId: string;
  readonly #terms: readonly TagTerm[];

  constructor(core: LibraryCore, database: Database, options: PublishOptions, terms: readonly TagTerm[]) {
    this.#terms = terms;
    this.#core = core;
    this.#database = database;
    this.#options = options;
    this.#libraryId = toVectorSource(core.catalogue, core.model).identity.libraryId;
  }

  async run(): Promise<PublishReport> {
    const { thumbnails, signal, onProgress } = this.#options;
    const publication = await this.#core.catalogue.openPublication();
    const name = await this.#register();
    const context = await this.#makeContext();
    if (thumbnails !== undefined) makeFolder(thumbnails);
    const folder =
      thumbnails === undefined ? undefined : new ThumbnailFolder(join(this.#core.path, 'thumbnails'), thumbnails);
    const total = publication.countContents();
    const report = { photos: 0, sent: 0, removed: 0, thumbnails: 0 };
    for (let isDone = false; !isDone; ) {
      throwIfAborted(signal);
      const cursor = await this.#readCursor();
      const contents = publication.listAfter(cursor, BATCH);
      // Before their rows: what a server finds, it can show.
      report.thumbnails += (await folder?.copy(contents.map(({ sha256 }) => sha256.toString('hex').slice(0, 16)))) ?? 0;
      isDone = contents.length < BATCH;
      const { sent, removed } = await this.#writeBatch(context, cursor, contents, isDone);
      report.photos += contents.length;
      report.sent += sent;
      report.removed += removed;
      onProgress?.({ done: Math.min(report.photos, total), total });
    }
    await this.#finish();
    if (thumbnails !== undefined) await removeUnheldThumbnails(this.#database, thumbnails);
    await buildGraphs(
      this.#database,
      [...context.spaces.values()].map(({ id }) => id),
    );
    return { libraryId: this.#libraryId, name, roots: [...context.roots], ...report };
  }

  /** @returns the name of the library there */
  async #register(): Promise<string> {
    const given = this.#options.name;
    const [row] = await this.#database.query<{ name: string }>(
      `INSERT INTO photoseek.library (id, name) VALUES ($1, coalesce($2, $3)) ON CONFLICT (id) DO UPDATE SET name = coalesce($2, library.name) RETURNING name`,
      [this.#libraryId, given ?? null, nameLibrary(this.#core.path)],
    );
    return row?.name ?? '';
  }

  async #makeContext(): Promise<RowContext> {
    const { catalogue } = this.#core;
    const roots = catalogue.listRoots().map(({ path }) => ({ id: toRootId(this.#libraryId, path), path }));
    const spaces = new Map<number, { id: number; dim: number }>();
    await this.#database.transact(async (client) => {
      await client.query('SELECT pg_advisory_xact_lock($1)', [WRITE_LOCK]);
      await this.#writeKeys(client);
      await client.query('DELETE FROM photoseek.tag_term WHERE library_id = $1', [this.#libraryId]);
      await client.query(
        `INSERT INTO photoseek.tag_term (library_id, name, grouping) SELECT $1, name, grouping FROM unnest($2::text[], $3::text[]) AS given (name, grouping)
         ON CONFLICT DO NOTHING`,
        [this.#libraryId, this.#terms.map(({ name }) => name), this.#terms.map(({ group }) => group)],
      );
      await client.query('DELETE FROM photoseek.root WHERE library_id = $1', [this.#libraryId]);
      await client.query(
        'INSERT INTO photoseek.root (library_id, id, path) SELECT $1, id, path FROM unnest($2::text[], $3::text[]) AS given (id, path)',
        [this.#libraryId, roots.map(({ id }) => id), roots.map(({ path }) => path)],
      );
      for (const { id, name, revision, dtype, dim, subject, state } of catalogue.spaces.list()) {
        if (subject !== 'whole') continue;
        await client.query(
          'INSERT INTO photoseek.space (name, revision, dtype, dim, subject) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING',
          [name, revision, dtype, dim, subject],
        );
        const { rows } = await client.query(
          'SELECT id FROM photoseek.space WHERE revision = $1 AND dtype = $2 AND dim = $3 AND subject = $4',
          [revision, dtype, dim, subject],
        );
        const spaceId = rows[0].id as number;
        const table = embeddingTable(spaceId);
        await client.query(
          `CREATE TABLE IF NOT EXISTS ${table} (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, content_id bigint NOT NULL REFERENCES photoseek.content ON DELETE CASCADE,
             ordinal integer NOT NULL, v halfvec(${Number(dim)}) NOT NULL, UNIQUE (content_id, ordinal))`,
        );
        // Vectors within the row: read for each comparison, they must not lie elsewhere.
        await client.query(`ALTER TABLE ${table} ALTER COLUMN v SET STORAGE PLAIN`);
        await client.query(
          `INSERT INTO photoseek.library_space (library_id, space_id, local_id, state, background, calibration) VALUES ($1, $2, $3, $4, $5, $6)
           ON CONFLICT (library_id, space_id) DO UPDATE SET local_id = $3, state = $4, background = $5, calibration = $6`,
          [
            ...[this.#libraryId, spaceId, id, state],
            catalogue.getSetting(spaceSetting('background', id)) ?? null,
            catalogue.getSetting(spaceSetting('calibration', id)) ?? null,
          ],
        );
        spaces.set(id, { id: spaceId, dim });
      }
    });
    return { libraryId: this.#libraryId, roots, spaces, isManaged: (path) => catalogue.isManaged(path) };
  }

  /** Without being asked for, none: those that were sent before go. */
  async #writeKeys(client: Client): Promise<void> {
    const keys = this.#options.keys ? this.#core.catalogue.keys.list() : [];
    await client.query('DELETE FROM photoseek.api_key WHERE library_id = $1', [this.#libraryId]);
    for (const { id, name, hash, scopes, folder, createdAtMs, revokedAtMs } of keys)
      await client.query('INSERT INTO photoseek.api_key VALUES ($1, $2, $3, $4, $5, $6, $7, $8)', [
        ...[this.#libraryId, id, name, hash, scopes, folder, createdAtMs, revokedAtMs],
      ]);
  }

  async #readCursor(): Promise<number> {
    const [row] = await this.#database.query<{ cursor: string }>('SELECT cursor FROM photoseek.library WHERE id = $1', [
      this.#libraryId,
    ]);
    return Number(row?.cursor ?? 0);
  }

  async #writeBatch(
    context: RowContext,
    cursor: number,
    contents: readonly PublishedContent[],
    isLast: boolean,
  ): Promise<{ sent: number; removed: number }> {
    const surroundings = JSON.stringify([ROWS_VERSION, context.roots, [...context.spaces]]);
    const stamp = createHash('sha256').update(surroundings).digest('base64url');
    const digests = new Map(contents.map((content) => [content.id, digestContent(content, stamp)]));
    const until = isLast ? Number.MAX_SAFE_INTEGER : (contents.at(-1)?.id ?? cursor);
    return this.#database.transact(async (client) => {
      await client.query('SELECT pg_advisory_xact_lock($1)', [WRITE_LOCK]);
      const { rows: at } = await client.query('SELECT cursor FROM photoseek.library WHERE id = $1 FOR UPDATE', [
        this.#libraryId,
      ]);
      // Another process publishes the same library, and was quicker.
      if (Number(at[0]?.cursor) !== cursor) return { sent: 0, removed: 0 };
      const { rows } = await client.query(
        'SELECT local_id AS id, digest FROM photoseek.holding WHERE library_id = $1 AND local_id > $2 AND local_id <= $3',
        [this.#libraryId, cursor, until],
      );
      const known = new Map(rows.map(({ id, digest }) => [Number(id), digest as string]));
      const changed = contents.flatMap((content) => {
        const digest = digests.get(content.id) as string;
        return known.get(content.id) === digest ? [] : [{ content, digest }];
      });
      const removed = [...known.keys()].filter((id) => !digests.has(id));
      if (changed.length + removed.length > 0) {
        await writeContents(client, context, changed, removed);
        await client.query('UPDATE photoseek.publication SET stamp = stamp + 1');
      }
      await client.query('UPDATE photoseek.library SET cursor = $2 WHERE id = $1', [
        this.#libraryId,
        isLast ? 0 : until,
      ]);
      return { sent: changed.length, removed: removed.length };
    });
  }

  /** Counts that words are weighed by, as of the end of a pass. */
  async #finish(): Promise<void> {
    const { catalogue } = this.#core;
    await this.#database.transact(async (client) => {
      await client.query('SELECT pg_advisory_xact_lock($1)', [WRITE_LOCK]);
      await client.query(
        `UPDATE photoseek.library SET published_at = now(), failures = $2, (files, tokens) =
           (SELECT count(*), coalesce(sum(tokens), 0) FROM photoseek.file WHERE library_id = $1 AND metadata IS NOT NULL) WHERE id = $1`,
        [this.#libraryId, JSON.stringify(catalogue.counts.failures())],
      );
      await client.query(
        'UPDATE photoseek.publication SET (texts, text_tokens) = (SELECT count(*), coalesce(sum(tokens), 0) FROM photoseek.frame_text)',
      );
    });
  }
}

/** The folder that a library lies in says more than the name of its own. */
function nameLibrary(path: string): string {
  const name = basename(path);
  return name.startsWith('.') || name === 'photoseek' ? basename(dirname(path)) || name : name;
}
