import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { isBelow } from '../model/paths.js';
import type { DetectorStage } from '../model/region.js';
import { CatalogueChecks } from './care/catalogue-checks.js';
import { SCHEMA_VERSION } from './database/migrations.js';
import { CATALOGUE_FILE, openDatabase } from './database/open-database.js';
import { Statements } from './database/statements.js';
import { findManagedFolder, followManagedFolder, MANAGED_SETTING } from './managed-folder.js';
import { CellQueries } from './queries/cell-queries.js';
import { CompletionQueries } from './queries/completion-queries.js';
import { DuplicateQueries } from './queries/duplicate-queries.js';
import { FacetCache } from './queries/facet-cache.js';
import { FileCounts } from './queries/file-counts.js';
import { FilterQueries } from './queries/filter-queries.js';
import { FolderQueries } from './queries/folder-queries.js';
import { FrameTexts } from './queries/frame-texts.js';
import { LookQueries } from './queries/look-queries.js';
import { PersonQueries } from './queries/person-queries.js';
import { PhotoOrder } from './queries/photo-order.js';
import type { PublicationChanges } from './queries/publication-changes.js';
import type { PublicationQueries } from './queries/publication-queries.js';
import { RegionQueries } from './queries/region-queries.js';
import { StoredValues } from './queries/stored-values.js';
import { TextMatches } from './queries/text-matches.js';
import type { ContentsDropped } from './tables/content-table.js';
import { FaceTable } from './tables/face-table.js';
import { FieldTable } from './tables/field-table.js';
import { FileTable } from './tables/file-table.js';
import { FrameTable } from './tables/frame-table.js';
import { FrameTextTable } from './tables/frame-text-table.js';
import { KeyTable } from './tables/key-table.js';
import { RecentTable } from './tables/recent-table.js';
import { RegionTable } from './tables/region-table.js';
import { RemovedVectorTable } from './tables/removed-vector-table.js';
import { SavedFrameTable } from './tables/saved-frame-table.js';
import { SettingTable } from './tables/setting-table.js';
import { SpaceTable } from './tables/space-table.js';
import { TagTable } from './tables/tag-table.js';
import { VectorTable } from './tables/vector-table.js';

/**
 * The durable state of a library. One connection of one process; reads are short and indexed, writes are small immediate transactions. Other
 * processes may read and write the same catalogue.
 */
export class Catalogue {
  readonly folder: string;
  readonly files: FileTable;
  readonly counts: FileCounts;
  readonly fields: FieldTable;
  readonly faces: FaceTable;
  readonly spaces: SpaceTable;
  readonly vectors: VectorTable;
  readonly removedVectors: RemovedVectorTable;
  readonly tags: TagTable;
  readonly duplicates: DuplicateQueries;
  readonly texts: TextMatches;
  readonly frameTexts: FrameTexts;
  readonly order: PhotoOrder;
  readonly filters: FilterQueries;
  readonly folders: FolderQueries;
  readonly facets: FacetCache;
  readonly recent: RecentTable;
  readonly completions: CompletionQueries;
  readonly checks: CatalogueChecks;
  /** Nothing is to be written: it was opened so. */
  readonly isReadOnly: boolean;
  readonly keys: KeyTable;
  readonly frames: FrameTable;
  readonly regions: RegionQueries;
  readonly cells: CellQueries;
  readonly people: PersonQueries;
  readonly looks: LookQueries;
  readonly savedFrames: SavedFrameTable;
  /** Told of contents that no file holds any more, before the transaction that drops them is committed. */
  onContentsDropped: ContentsDropped | undefined;
  readonly #db: Database;
  readonly #statements: Statements;
  readonly #settings: SettingTable;
  #managedFolder: string | undefined;
  /** Which file on the disk it is. */
  readonly #inode: bigint | undefined;

  /** @throws PhotoseekError see `openDatabase` */
  constructor(folder: string, options: { create: boolean; readOnly?: boolean }) {
    this.folder = folder;
    this.isReadOnly = options.readOnly ?? false;
    this.#db = openDatabase(folder, options.create, options.readOnly);
    this.#statements = new Statements(this.#db);
    this.#inode = this.#readInode();
    this.#settings = new SettingTable(this.#db, () => this.changeStamp);
    const onDropped: ContentsDropped = (contentHashes) => this.onContentsDropped?.(contentHashes);
    this.files = new FileTable(this.#db, (path) => this.isManaged(path), onDropped);
    this.counts = new FileCounts(this.#db);
    this.fields = new FieldTable(this.#db, onDropped);
    this.faces = new FaceTable(this.#db);
    this.spaces = new SpaceTable(this.#db);
    this.vectors = new VectorTable(this.#db);
    this.removedVectors = new RemovedVectorTable(this.#db);
    this.tags = new TagTable(this.#db);
    this.duplicates = new DuplicateQueries(this.#db);
    this.texts = new TextMatches(this.#db, () => this.changeStamp);
    this.frameTexts = new FrameTexts(this.#db, () => this.changeStamp);
    this.order = new PhotoOrder(this.#db, () => this.changeStamp);
    this.filters = new FilterQueries(this.#db, new StoredValues(this.#db, () => this.changeStamp), this.fields);
    this.folders = new FolderQueries(this.#db);
    this.facets = new FacetCache(this.#db, () => this.changeStamp);
    this.recent = new RecentTable(this.#db);
    this.completions = new CompletionQueries(this.#db);
    this.checks = new CatalogueChecks(this.#db, join(folder, CATALOGUE_FILE));
    this.keys = new KeyTable(this.#db);
    this.frames = new FrameTable(this.#db);
    this.regions = new RegionQueries(this.#db, () => this.changeStamp);
    this.cells = new CellQueries(this.#db, () => this.changeStamp);
    this.people = new PersonQueries(this.#db, () => this.changeStamp);
    this.looks = new LookQueries(this.#db);
    this.savedFrames = new SavedFrameTable(this.#db);
    if (!this.isReadOnly) followManagedFolder(this.#db, () => this.managedFolder);
  }

  /** Where the library keeps pictures that were put without a file; an absolute real path. */
  get managedFolder(): string {
    this.#managedFolder ??= findManagedFolder(this.folder);
    return this.#managedFolder;
  }

  /** Whether a file lies among the managed originals. */
  isManaged(path: string): boolean {
    return isBelow(path, this.managedFolder);
  }

  /** The external id of a managed original; `undefined` for any other file. */
  managedAs({ path, externalId }: { path: string; externalId: string | null }): string | undefined {
    return externalId !== null && this.isManaged(path) ? externalId : undefined;
  }

  /** Before the first file is written to {@link managedFolder}: it is found again when the library is moved. */
  noteManagedFolder(): void {
    if (this.getSetting(MANAGED_SETTING) === undefined) this.setSetting(MANAGED_SETTING, this.managedFolder);
  }

  get schemaVersion(): number {
    return SCHEMA_VERSION;
  }

  /** Changes whenever another connection has committed. */
  get dataVersion(): number {
    return this.#statements.get('PRAGMA data_version').pluck().get() as number;
  }

  /** Whether the file that is open still lies in its folder. Rows written to a deleted or moved file are lost without an error. */
  get isStillThere(): boolean {
    return this.#readInode() === this.#inode;
  }

  /** Changes whenever this or another connection has changed something. */
  get changeStamp(): string {
    const own = this.#statements.get('SELECT total_changes()').pluck().get() as number;
    return `${this.dataVersion}:${own}`;
  }

  /** @param stamp see `untilChange`: then a setting that was read since is not read again. Default: it is. */
  getSetting(key: string, stamp?: string): string | undefined {
    return this.#settings.get(key, stamp);
  }

  setSetting(key: string, value: string): void {
    this.#settings.set(key, value);
  }

  /** @param rules replaces what was remembered with the root; `undefined` leaves it */
  addRoot(path: string, rules: string | undefined, nowMs: number): void {
    this.#db
      .prepare(
        `INSERT INTO root (path, rules, added_at_ms) VALUES (@path, coalesce(@rules, '{}'), @nowMs)
         ON CONFLICT (path) DO UPDATE SET rules = coalesce(@rules, rules)`,
      )
      .run({ path, rules: rules ?? null, nowMs });
  }

  listRoots(): { path: string; rules: string }[] {
    return this.#db.prepare<[], { path: string; rules: string }>('SELECT path, rules FROM root ORDER BY path').all();
  }

  /** When each root was asked for first. */
  listRootTimes(): Map<string, number> {
    const rows = this.#db
      .prepare<[], { path: string; addedAtMs: number }>('SELECT path, added_at_ms AS addedAtMs FROM root')
      .all();
    return new Map(rows.map(({ path, addedAtMs }) => [path, addedAtMs]));
  }

  /** Forgets that a root was asked for; the files below it stay. */
  removeRoot(path: string): void {
    this.#db.prepare('DELETE FROM root WHERE path = ?').run(path);
  }

  removeSetting(key: string): void {
    this.#settings.remove(key);
  }

  /** Counts detectors as done for the contents that have no frame for them; see `RegionTable.passOver`. */
  passOverFrames(detectors: readonly { stage: DetectorStage; version: string }[]): void {
    if (detectors.length === 0) return;
    const regions = this.#openRegions();
    const work = () => {
      for (const { stage, version } of detectors) regions.passOver(stage, version);
    };
    this.#db.transaction(work).immediate();
  }

  /** Deletes what detectors have found in all photos, and gives the space back to the disk. Takes as long as copying the catalogue. */
  dropRegions(stages: readonly DetectorStage[]): void {
    const regions = this.#openRegions();
    const work = () => {
      for (const stage of stages) regions.drop(stage);
    };
    this.#db.transaction(work).immediate();
    this.#db.exec('VACUUM');
  }

  #openRegions(): RegionTable {
    return new RegionTable(this.#statements, new FrameTextTable(this.#statements));
  }

  /** The contents of the library as they are published, and which have changed. Its code is loaded with the first call. */
  async openPublication(): Promise<{ contents: PublicationQueries; changes: PublicationChanges }> {
    const { PublicationQueries } = await import('./queries/publication-queries.js');
    const { PublicationChanges } = await import('./queries/publication-changes.js');
    return { contents: new PublicationQueries(this.#db), changes: new PublicationChanges(this.#db) };
  }

  /** Moves what the write-ahead log holds into the catalogue; call it when there is time. */
  checkpoint(): void {
    this.#db.pragma('wal_checkpoint(PASSIVE)');
  }

  close(): void {
    this.#db.close();
  }

  #readInode(): bigint | undefined {
    return statSync(join(this.folder, CATALOGUE_FILE), { bigint: true, throwIfNoEntry: false })?.ino;
  }
}
