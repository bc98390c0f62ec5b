import { resolve } from 'node:path';
import { EMBEDDED_MODEL } from '../encoder/models/embedded-model.js';
import type { FileFailure, IndexEvent, IndexOptions, WatchOptions } from '../indexer/progress/events.js';
import type { CalibrationReport } from '../insight/evaluation/calibrate-space.js';
import { checkExternalId, checkFields } from '../model/fields.js';
import { checkArgument, checkOptions, ID, listOf, PATH, TEXT } from '../runtime/check-arguments.js';
import { defaultLibraryFolder } from '../runtime/default-folders.js';
import { withPathBytes } from '../runtime/fs-path.js';
import type { SpaceCalibration } from '../search/calibration/stored-calibration.js';
import { Catalogue } from '../store/catalogue.js';
import { toLibraryError } from '../store/database/library-error.js';
import {
  CALIBRATE_OPTIONS,
  CLAIM_OPTIONS,
  EMBED_OPTIONS,
  INDEX_OPTIONS,
  OPEN_OPTIONS,
  PERSON_CHANGE,
  PUBLISH_OPTIONS,
  PUT_OPTIONS,
  READER_OPTIONS,
  REMOVE_ROOT_OPTIONS,
  SUGGEST_OPTIONS,
  UNPUBLISH_OPTIONS,
  UPGRADE_OPTIONS,
  VERIFY_OPTIONS,
  VOCABULARY_OPTIONS,
  WATCH_OPTIONS,
  WRITE_SIDECARS_OPTIONS,
} from './argument-shapes.js';
import { checkRoot } from './claims/root-id.js';
import type { ClaimOptions, ClaimReport } from './claims/types.js';
import { DEFAULT_DEPENDENCIES, LibraryCore, type LibraryDependencies } from './core.js';
import type { EmbedInput, EmbedOptions, EmbedResponse } from './embedding/types.js';
import { checkFieldTarget, checkPut } from './items/check-put.js';
import type { Items } from './items/items.js';
import type { FieldChanges, FieldTarget, PutInput, PutPhoto } from './items/types.js';
import { Keys } from './keys.js';
import { toModelSources } from './model-sources.js';
import type * as ChangePeople from './people/change-people.js';
import type {
  ExportedPeople,
  FaceTarget,
  PeoplePair,
  Person,
  PersonChange,
  WriteSidecarsOptions,
  WrittenSidecars,
} from './people/types.js';
import type { PublishOptions, PublishReport, UnpublishOptions } from './published/publish/types.js';
import { Reader } from './reader.js';
import { Runs } from './runs.js';
import type { Finding, RemovedRoot, SpaceInfo, UpgradeOptions, VerifyOptions } from './types/descriptions.js';
import type { KeyRing } from './types/key-ring.js';
import type { Library, PhotoReader, ReaderOptions } from './types/library.js';
import type { OpenOptions } from './types/open-options.js';

/**
 * Opens a photo library, making it when there is none.
 *
 * @example
 * ```ts
 * const library = await openLibrary({ path: './my-library' });
 * for await (const event of library.index(['/home/me/Pictures'])) if (event.type === 'done') console.log(event.report.indexed);
 * const { results } = await library.search('grandma on the red boat', { limit: 5 });
 * await library.close();
 * ```
 *
 * Of a program's worker threads, those can encode whose main thread said `process.env.ORT_DISABLE_TELEMETRY = '1'` before it started them: see
 * docs/security.md, "What goes out".
 * @throws PhotoseekError `library-not-found`, `library-newer`, `library-damaged`, `library-locked`, `library-unwritable`, model codes
 */
export async function openLibrary(options: OpenOptions = {}): Promise<Library> {
  return openLibraryWith(options);
}

/**
 * {@link openLibrary} with parts of it replaced: a fake encoder makes tests of everything else fast.
 * @internal
 */
export async function openLibraryWith(
  options: OpenOptions,
  replaced: Partial<LibraryDependencies> = {},
): Promise<Library> {
  checkOptions('openLibrary()', options, OPEN_OPTIONS, 'Write openLibrary({ path: "./my-library" }).');
  const dependencies = { ...DEFAULT_DEPENDENCIES, ...replaced };
  const path = resolve(options.path ?? defaultLibraryFolder());
  const catalogue = new Catalogue(path, { create: options.create ?? true, readOnly: options.readOnly ?? false });
  try {
    const name = options.model ?? catalogue.getSetting('model') ?? EMBEDDED_MODEL;
    const model = await dependencies.resolveModel(name, toModelSources(options));
    return new OpenedLibrary(new LibraryCore(catalogue, model, options, dependencies));
  } catch (error) {
    catalogue.close();
    throw toLibraryError(error, path);
  }
}

/** Modules that a search does not need are imported on use: it starts sooner without them. A test pins the modules that a search loads. */
class OpenedLibrary extends Reader implements Library {
  readonly published = null;
  readonly keys: KeyRing;
  readonly #runs: Runs;
  #items: Promise<Items> | undefined;
  #closed: Promise<void> | undefined;

  constructor(core: LibraryCore) {
    super(core);
    this.keys = new Keys(core.catalogue.keys, core);
    this.#runs = new Runs(core);
  }

  get path(): string {
    return this.core.path;
  }

  within(folder: string): PhotoReader {
    checkArgument('folder', folder, PATH);
    return new Reader(this.core, { folder: resolve(folder) });
  }

  reader(options: ReaderOptions): PhotoReader {
    checkOptions('reader()', options, READER_OPTIONS, 'Write reader({ hideSensitive: true }).');
    const { folder, hideSensitive = false } = options;
    return new Reader(this.core, {
      ...(folder !== undefined && { folder: resolve(folder) }),
      ...(hideSensitive && { hidesSensitive: true }),
    });
  }

  index(paths: string | readonly string[], options: IndexOptions = {}): AsyncGenerator<IndexEvent, void, undefined> {
    const listed = typeof paths === 'string' ? [paths] : paths;
    checkArgument(
      'paths',
      listed,
      listOf(PATH, 'paths'),
      'Write index("/home/me/Pictures") or index(["/home/me/Pictures"]).',
    );
    checkOptions('index()', options, INDEX_OPTIONS);
    return this.#runs.index(listed, options);
  }

  watch(options: WatchOptions = {}): AsyncGenerator<IndexEvent, void, undefined> {
    checkOptions('watch()', options, WATCH_OPTIONS);
    return this.#runs.watch(options);
  }

  async put(externalId: string, input: PutInput, options: { signal?: AbortSignal } = {}): Promise<PutPhoto> {
    checkPut(externalId, input);
    checkOptions('put()', options, PUT_OPTIONS);
    return this.#writeItems((items) => items.put(externalId, input, options.signal));
  }

  async remove(externalId: string): Promise<boolean> {
    checkExternalId(externalId);
    return this.#writeItems((items) => items.remove(externalId));
  }

  async setFields(target: FieldTarget, changes: FieldChanges): Promise<void> {
    checkFieldTarget(target);
    checkFields(changes, true);
    return this.#writeItems((items) => items.setFields(target, changes));
  }

  async updatePerson(id: number, change: PersonChange): Promise<Person> {
    checkArgument('id', id, ID);
    checkOptions('updatePerson()', change, PERSON_CHANGE);
    await this.#changePeople(({ updatePerson }) => updatePerson(this.core.catalogue, id, change));
    return this.person(id);
  }

  async mergePeople(into: number, from: readonly number[]): Promise<Person> {
    for (const id of [into, ...from]) checkArgument('id', id, ID);
    await this.#changePeople(({ mergePeople }) => mergePeople(this.core.catalogue, into, from));
    return this.person(into);
  }

  async assignFaces(faceIds: readonly number[], target: FaceTarget): Promise<number | null> {
    for (const id of faceIds) checkArgument('faceIds', id, ID);
    return this.#changePeople(({ assignFaces }) => assignFaces(this.core.catalogue, faceIds, target));
  }

  async keepApart(one: number, other: number): Promise<void> {
    for (const id of [one, other]) checkArgument('id', id, ID);
    return this.#changePeople(({ keepApart }) => keepApart(this.core.catalogue, one, other));
  }

  async exportPeople(): Promise<ExportedPeople> {
    return this.core.whileOpen(async () => {
      const { exportPeople } = await import('./people/export-people.js');
      return exportPeople(this.core.catalogue);
    });
  }

  async writePeopleSidecars(options: WriteSidecarsOptions = {}): Promise<WrittenSidecars> {
    checkOptions('writePeopleSidecars()', options, WRITE_SIDECARS_OPTIONS);
    const { in: folder, signal } = options;
    const stop = AbortSignal.any([this.core.closing, ...(signal ? [signal] : [])]);
    const work = this.core.whileOpen(async () => {
      const { writeSidecars } = await import('./people/write-sidecars.js');
      return writeSidecars(this.core.catalogue, {
        ...options,
        ...(folder !== undefined && { in: resolve(folder) }),
        signal: stop,
      });
    });
    return this.#runs.track(work);
  }

  async suggestedPeople(options: { limit?: number } = {}): Promise<PeoplePair[]> {
    checkOptions('suggestedPeople()', options, SUGGEST_OPTIONS);
    const { limit = 20 } = options;
    const pairs = await this.core.whileOpen(async () => {
      const { suggestPeople } = await import('../insight/people/suggest-people.js');
      return suggestPeople(this.core.catalogue, this.core.closing);
    });
    const suggested: PeoplePair[] = [];
    for (const { cosine, ...ids } of pairs) {
      if (suggested.length >= limit) break;
      const [person, other] = [await this.person(ids.person), await this.person(ids.other)];
      if (!person.isHidden && !other.isHidden) suggested.push({ person, other, cosine });
    }
    return suggested;
  }

  /** Beside index runs: each change is one transaction, as the grouping at the end of a run is. */
  #changePeople<T>(change: (people: typeof ChangePeople) => T): Promise<T> {
    const work = this.core.whileOpen(async () => {
      this.core.assertWritable();
      return change(await import('./people/change-people.js'));
    });
    return this.#runs.track(work);
  }

  /** The library is closed after the work has ended. */
  #writeItems<T>(work: (items: Items) => Promise<T>): Promise<T> {
    const written = this.core.whileOpen(async () => {
      this.core.assertWritable();
      this.#items ??= import('./items/items.js').then(
        ({ Items }) =>
          new Items(
            this.core,
            () => this.#runs.context({}),
            (later) => this.#runs.track(later),
          ),
      );
      return work(await this.#items);
    });
    return this.#runs.track(written);
  }

  async removeRoot(path: string, options: { dryRun?: boolean } = {}): Promise<RemovedRoot> {
    checkArgument('path', path, TEXT);
    checkOptions('removeRoot()', options, REMOVE_ROOT_OPTIONS);
    const { dryRun = false } = options;
    const work = this.core.whileOpen(async () => {
      const { removeRoot } = await import('./roots.js');
      return removeRoot(this.core, path, dryRun);
    });
    return this.#runs.track(work);
  }

  async failures(): Promise<FileFailure[]> {
    return this.core.whileOpen(() => this.core.catalogue.files.listFailures().map((failure) => withPathBytes(failure)));
  }

  async useVocabulary(file: string | null, options: { extend?: boolean } = {}): Promise<number> {
    if (file !== null) checkArgument('file', file, PATH);
    checkOptions('useVocabulary()', options, VOCABULARY_OPTIONS);
    const { extend = false } = options;
    return this.core.whileOpen(async () => {
      const { useVocabulary } = await import('../insight/tags/use-vocabulary.js');
      return useVocabulary(this.path, file, extend);
    });
  }

  async embed(inputs: readonly EmbedInput[], options: EmbedOptions = {}): Promise<EmbedResponse> {
    checkOptions('embed()', options, EMBED_OPTIONS);
    return this.core.whileOpen(async () => {
      const { embed } = await import('./embedding/embed.js');
      return embed(this.core, inputs, options);
    });
  }

  async calibrate(options: { signal?: AbortSignal } = {}): Promise<CalibrationReport> {
    checkOptions('calibrate()', options, CALIBRATE_OPTIONS);
    const { signal } = options;
    return this.core.whileOpen(async () => {
      const { calibrate } = await import('./spaces/use-calibration.js');
      return calibrate(this.core, signal);
    });
  }

  async useCalibration(calibration: SpaceCalibration | null, revision?: string): Promise<void> {
    return this.core.whileOpen(async () => {
      const { useCalibration } = await import('./spaces/use-calibration.js');
      useCalibration(this.core, calibration, revision);
    });
  }

  async upgradeModel(options: UpgradeOptions = {}): Promise<boolean> {
    checkOptions('upgradeModel()', options, UPGRADE_OPTIONS);
    const { signal, onBegin } = options;
    const stop = AbortSignal.any([this.core.closing, ...(signal ? [signal] : [])]);
    const work = this.core.whileOpen(async () => {
      const { upgradeModel } = await import('./spaces/upgrade-model.js');
      return upgradeModel(this.core, stop, onBegin);
    });
    return this.#runs.track(work);
  }

  async spaces(): Promise<SpaceInfo[]> {
    return this.core.whileOpen(async () => {
      const { listSpaces } = await import('./spaces/manage-spaces.js');
      return listSpaces(this.core);
    });
  }

  async activateSpace(id: number): Promise<void> {
    return this.core.whileOpen(async () => {
      const { activateSpace } = await import('./spaces/manage-spaces.js');
      activateSpace(this.core, id);
    });
  }

  async retireSpace(id: number): Promise<void> {
    return this.core.whileOpen(async () => {
      const { retireSpace } = await import('./spaces/manage-spaces.js');
      retireSpace(this.core, id);
    });
  }

  async dropSpace(id: number): Promise<void> {
    return this.core.whileOpen(async () => {
      const { dropSpace } = await import('./spaces/manage-spaces.js');
      await dropSpace(this.core, id);
    });
  }

  async verify(options: VerifyOptions = {}): Promise<Finding[]> {
    checkOptions('verify()', options, VERIFY_OPTIONS);
    return this.core.whileOpen(async () => {
      const { verifyLibrary } = await import('./care/verify.js');
      return verifyLibrary(this.core, options);
    });
  }

  async repair(): Promise<string[]> {
    return this.core.whileOpen(async () => {
      const { repairLibrary } = await import('./care/repair.js');
      return repairLibrary(this.core);
    });
  }

  async backup(file: string): Promise<{ path: string; sizeBytes: number }> {
    checkArgument('file', file, PATH);
    return this.core.whileOpen(async () => {
      const { backUpLibrary } = await import('./care/backup.js');
      return backUpLibrary(this.path, file);
    });
  }

  async publish(url: string, options: PublishOptions = {}): Promise<PublishReport> {
    checkArgument('url', url, TEXT);
    checkOptions('publish()', options, PUBLISH_OPTIONS);
    const { signal } = options;
    const stop = AbortSignal.any([this.core.closing, ...(signal ? [signal] : [])]);
    const work = this.core.whileOpen(async () => {
      const { publishLibrary } = await import('./published/publish/publish-library.js');
      return publishLibrary(this.core, url, { ...options, signal: stop });
    });
    return this.#runs.track(work);
  }

  async claim(url: string, options: ClaimOptions): Promise<ClaimReport> {
    checkArgument('url', url, TEXT);
    checkOptions(
      'claim()',
      options,
      CLAIM_OPTIONS,
      'Write claim(url, { root: { id: "archive", path: "/mnt/photos" } }).',
    );
    checkRoot(options.root);
    return this.core.whileOpen(() => this.#runs.claim(url, options));
  }

  async unpublish(url: string, options: UnpublishOptions = {}): Promise<number> {
    checkArgument('url', url, TEXT);
    checkOptions('unpublish()', options, UNPUBLISH_OPTIONS);
    const work = this.core.whileOpen(async () => {
      const { unpublishLibrary } = await import('./published/publish/unpublish.js');
      return unpublishLibrary(this.core, url, options);
    });
    return this.#runs.track(work);
  }

  async warmUp(): Promise<void> {
    const { catalogue, spaces } = this.core;
    await this.core.whileOpen(() =>
      Promise.all(
        spaces.active().map(async (space) => {
          await Promise.all([space.encoder().then((encoder) => encoder.encodeTexts([''])), space.index.refresh()]);
        }),
      ),
    );
    // Facets and completions are made from it.
    catalogue.facets.read(undefined, spaces.default.row.id);
  }

  close(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  async #end(): Promise<void> {
    this.core.shut();
    await this.#runs.settle();
    await this.core.close();
  }
}
