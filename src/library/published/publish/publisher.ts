import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { throwIfAborted } from '../../../errors.js';
import type { ThumbnailStore } from '../../../media/thumbnails/thumbnail-store.js';
import type { EpochMark } from '../../../store/queries/publication-changes.js';
import type { PublishedContent } from '../../../store/queries/publication-queries.js';
import type { Client, Database } from '../../../vectors/engines/pgvector/database.js';
import type { LibraryCore } from '../../core.js';
import { noteChange, WRITE_LOCK } from '../schema.js';
import { completeFaces } from './complete-faces.js';
import { removeUnheldThumbnails, ThumbnailCopier } from './copy-thumbnails.js';
import { beginPass, type PassState, parseState } from './pass-state.js';
import { readOwned, writeOwned } from './publish-owned.js';
import { digestContent, type RowContext } from './to-rows.js';
import { addTokens, countTokens } from './token-counts.js';
import type { PublishOptions, PublishReport } from './types.js';
import { buildGraphs } from './vector-graphs.js';
import { writeContents } from './write-batch.js';

/** Contents that are compared and written by one transaction: some tenths of a second. */
const BATCH = 100;

/** Changes when rows are made otherwise of the same catalogue: everything is compared anew then. */
const ROWS_VERSION = 3;

/** Contents as they are read of the catalogue for one transaction, and the state after it. */
interface Batch {
  contents: readonly PublishedContent[];
  /** Contents whose absence means that they are gone: those after the first id up to the second one, or some. */
  covers: { after: number; until: number } | { ids: readonly number[] };
  state: PassState;
}

type Publication = Awaited<ReturnType<LibraryCore['catalogue']['openPublication']>>;

/** One pass: a comparison of all contents with what is published where that is due, and the changes since the last pass. */
export class Publisher {
  readonly #core: LibraryCore;
  readonly #database: Database;
  readonly #options: PublishOptions;
  readonly #context: RowContext;
  readonly #publication: Publication;
  readonly #store: ThumbnailStore | undefined;
  readonly #copier: ThumbnailCopier | undefined;
  /** A digest of all that rows depend on beside their content. */
  readonly #rows: string;
  /** As it is there; `null`: nothing was sent yet. */
  #stored: string | null = null;
  #state!: PassState;
  readonly #report = { photos: 0, sent: 0, removed: 0, thumbnails: 0 };

  constructor(
    core: LibraryCore,
    database: Database,
    options: PublishOptions,
    {
      context,
      publication,
      store,
    }: { context: RowContext; publication: Publication; store: ThumbnailStore | undefined },
  ) {
    this.#core = core;
    this.#database = database;
    this.#options = options;
    this.#context = context;
    this.#publication = publication;
    const spaces = [...context.spaces].map(([id, { dim }]) => [id, dim]);
    const surroundings = JSON.stringify([ROWS_VERSION, context.roots, spaces]);
    this.#rows = createHash('sha256').update(surroundings).digest('base64url');
    this.#store = store;
    if (store !== undefined) this.#copier = new ThumbnailCopier(join(core.path, 'thumbnails'), store);
  }

  async run(): Promise<Pick<PublishReport, 'photos' | 'sent' | 'removed' | 'thumbnails' | 'isFull'>> {
    const { changes } = this.#publication;
    const { full } = this.#options;
    const thumbnails = this.#store?.place;
    const now = this.#core.catalogue.isReadOnly ? undefined : changes.endEpoch();
    this.#stored = await this.#readState();
    this.#state = beginPass(parseState(this.#stored), changes, now, { rows: this.#rows, thumbnails, full });
    const isFull = this.#state.full !== null;
    if ((await this.#compareAll()) && now !== undefined) await this.#sendChanges(now);
    await this.#finish(isFull);
    if (this.#store !== undefined) await removeUnheldThumbnails(this.#database, this.#store);
    if (this.#report.sent > 0 || isFull)
      await buildGraphs(
        this.#database,
        [...this.#context.spaces.values()].map(({ id }) => id),
      );
    return { ...this.#report, isFull };
  }

  /** Goes on with the comparison of all contents, where it is under way. @returns whether this pass can go on */
  async #compareAll(): Promise<boolean> {
    const { contents } = this.#publication;
    const total = this.#state.full === null ? 0 : contents.countContents();
    for (;;) {
      const { full: after, mark } = this.#state;
      if (after === null) return true;
      throwIfAborted(this.#options.signal);
      const next = completeFaces(this.#core.catalogue, contents.listAfter(after, BATCH));
      const isLast = next.length < BATCH;
      const until = isLast ? Number.MAX_SAFE_INTEGER : (next.at(-1)?.id ?? after);
      const state = {
        ...this.#state,
        mark: this.#markAfter(next.map(({ id }) => id)) ?? mark,
        full: isLast ? null : until,
      };
      if (!(await this.#send({ contents: next, covers: { after, until }, state }))) return false;
      this.#options.onProgress?.({ done: Math.min(this.#report.photos, total), total });
    }
  }

  /** Sends what has changed before an epoch. */
  async #sendChanges(now: EpochMark): Promise<void> {
    const { contents, changes } = this.#publication;
    const total = changes.countAfter(this.#state.place, now.epoch);
    for (let done = 0; this.#state.place.epoch < now.epoch; ) {
      throwIfAborted(this.#options.signal);
      const listed = changes.listAfter(this.#state.place, now.epoch, BATCH);
      const ids = listed.map(({ id }) => id);
      const isLast = listed.length < BATCH;
      const place = isLast ? { epoch: now.epoch, id: 0 } : (listed.at(-1) ?? this.#state.place);
      const mark = this.#state.mark.epoch > now.epoch ? this.#state.mark : now;
      const state = { ...this.#state, place, mark };
      if (
        !(await this.#send({
          contents: completeFaces(this.#core.catalogue, contents.list(ids)),
          covers: { ids },
          state,
        }))
      )
        return;
      done += ids.length;
      this.#options.onProgress?.({ done, total });
    }
  }

  /** An epoch that has begun after some contents were read and had changed last. */
  #markAfter(ids: readonly number[]): EpochMark | undefined {
    if (this.#core.catalogue.isReadOnly) return undefined;
    const { changes } = this.#publication;
    return changes.areChanging(ids) ? changes.endEpoch() : changes.current;
  }

  async #readState(): Promise<string | null> {
    const [row] = await this.#database.query<{ pass: string | null }>(
      'SELECT pass FROM photoseek.library WHERE id = $1',
      [this.#context.libraryId],
    );
    return row?.pass ?? null;
  }

  /**
   * Writes a batch and the state after it. When another process publishes the same library and was faster, nothing is written, and this one goes on from there.
   * @returns whether this pass can go on
   */
  async #send({ contents, covers, state }: Batch): Promise<boolean> {
    // Before their rows: what a server finds, it can show.
    this.#report.thumbnails +=
      (await this.#copier?.copy(contents.map(({ sha256 }) => sha256.toString('hex').slice(0, 16)))) ?? 0;
    const digests = new Map(contents.map((content) => [content.id, digestContent(content, this.#rows)]));
    const { libraryId } = this.#context;
    const next = JSON.stringify(state);
    const stored = await this.#database.transact(async (client) => {
      const { rows: at } = await client.query('SELECT pass FROM photoseek.library WHERE id = $1 FOR UPDATE', [
        libraryId,
      ]);
      if (at[0]?.pass !== this.#stored) return (at[0]?.pass ?? null) as string | null;
      const known = await readKnown(client, libraryId, covers);
      const changed = contents.flatMap((content) => {
        const digest = digests.get(content.id) as string;
        return known.get(content.id) === digest ? [] : [{ content, digest }];
      });
      const removed = [...known.keys()].filter((id) => !digests.has(id));
      if (changed.length + removed.length > 0) {
        await addTokens(client, libraryId, await writeContents(client, this.#context, changed, removed));
        await noteChange(client);
      }
      await client.query('UPDATE photoseek.library SET pass = $2 WHERE id = $1', [libraryId, next]);
      this.#report.photos += contents.length;
      this.#report.sent += changed.length;
      this.#report.removed += removed.length;
      return next;
    }, WRITE_LOCK);
    this.#stored = stored;
    if (stored === next) {
      this.#state = state;
      return true;
    }
    const other = parseState(stored);
    if (other === undefined || other.rows !== this.#rows) return false;
    // Thumbnails of what it has sent are where it has copied them to.
    this.#state = { ...other, thumbnails: other.thumbnails === state.thumbnails ? state.thumbnails : null };
    return true;
  }

  async #finish(isFull: boolean): Promise<void> {
    const { libraryId } = this.#context;
    const failures = JSON.stringify(this.#core.catalogue.counts.failures());
    const owned = await readOwned(this.#core, this.#context);
    await this.#database.transact(async (client) => {
      await client.query('UPDATE photoseek.library SET published_at = now(), failures = $2 WHERE id = $1', [
        libraryId,
        failures,
      ]);
      await writeOwned(client, libraryId, owned);
      if (isFull) await countTokens(client, libraryId);
    }, WRITE_LOCK);
  }
}

/** Digests of what the library has there, by the ids of its contents. */
async function readKnown(client: Client, libraryId: string, covers: Batch['covers']): Promise<Map<number, string>> {
  const { rows } =
    'ids' in covers
      ? await client.query(
          'SELECT local_id AS id, digest FROM photoseek.holding WHERE library_id = $1 AND local_id = ANY ($2::bigint[])',
          [libraryId, covers.ids],
        )
      : await client.query(
          'SELECT local_id AS id, digest FROM photoseek.holding WHERE library_id = $1 AND local_id > $2 AND local_id <= $3',
          [libraryId, covers.after, covers.until],
        );
  return new Map(rows.map(({ id, digest }) => [Number(id), digest as string]));
}
