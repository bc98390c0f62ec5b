import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { PhotoseekError, photoNotFound, refuseUrl } from '../../errors.js';
import type { RunContext } from '../../indexer/run-index.js';
import { toReadError } from '../../media/worker/read-file.js';
import type { Fields } from '../../model/fields.js';
import { toFsPath, toRealPath } from '../../runtime/fs-path.js';
import { toLibraryError } from '../../store/database/library-error.js';
import type { LibraryCore } from '../core.js';
import { deleteOriginal, storeOriginal } from './managed-originals.js';
import { PutQueue } from './put-queue.js';
import type { FieldChanges, FieldTarget, ImageSource, PutInput, PutPhoto } from './types.js';

/** Pictures and fields that programs give to a library; see `Library.put`. */
export class Items {
  readonly #core: LibraryCore;
  readonly #queue: PutQueue;
  /** The last call for each external id: calls for one id are done in their order. */
  readonly #last = new Map<string, Promise<unknown>>();

  constructor(
    core: LibraryCore,
    makeContext: () => Promise<RunContext>,
    track: (work: Promise<void>) => Promise<void>,
  ) {
    this.#core = core;
    this.#queue = new PutQueue(core, makeContext, track);
  }

  put(externalId: string, { image, fields }: PutInput, signal?: AbortSignal): Promise<PutPhoto> {
    return this.#inOrder(externalId, async () => {
      if (image === undefined) return this.#putFields(externalId, fields);
      return this.#putImage(externalId, await this.#read(image, signal), fields);
    });
  }

  /** @returns whether there was anything to remove */
  remove(externalId: string): Promise<boolean> {
    return this.#inOrder(externalId, async () => {
      const { catalogue } = this.#core;
      const item = catalogue.fields.write(() =>
        catalogue.fields.release(externalId, (path) => catalogue.isManaged(path)),
      );
      if (item !== undefined && catalogue.isManaged(item.path)) await deleteOriginal(item.path);
      return item !== undefined;
    });
  }

  async setFields(target: FieldTarget, changes: FieldChanges): Promise<void> {
    const real = 'path' in target ? await toRealPath(resolve(target.path)).catch(() => target.path) : undefined;
    const { fields } = this.#core.catalogue;
    fields.write(() => {
      const files = this.#findFiles(target, real);
      if (files.length === 0) throw photoNotFound(target);
      for (const file of files) {
        const merged = Object.entries({ ...file.fields, ...changes }).filter(([, value]) => value !== null);
        fields.putFields(file.id, Object.fromEntries(merged) as Fields);
      }
    });
  }

  #findFiles(target: FieldTarget, real: string | undefined): { id: number; fields: Fields | null }[] {
    const { fields } = this.#core.catalogue;
    if ('id' in target) return fields.listFilesOf(target.id);
    if ('externalId' in target) {
      const item = fields.findItem(target.externalId);
      return item === undefined ? [] : [{ id: item.fileId, fields: item.fields }];
    }
    const file = fields.findFile(real ?? target.path);
    return file === undefined ? [] : [file];
  }

  #putFields(externalId: string, given: Fields | undefined): PutPhoto {
    const { fields } = this.#core.catalogue;
    return fields.write(() => {
      const item = fields.findItem(externalId);
      if (item === undefined || item.photoId === null)
        throw photoNotFound({ externalId }, 'To store one under this id, give its image, too.');
      if (given !== undefined) fields.putFields(item.fileId, given);
      return { id: item.photoId, externalId, created: false };
    });
  }

  async #putImage(externalId: string, bytes: Uint8Array, fields: Fields | undefined): Promise<PutPhoto> {
    const { catalogue } = this.#core;
    catalogue.noteManagedFolder();
    const before = catalogue.fields.findItem(externalId);
    const file = await this.#store(externalId, bytes);
    // The same picture again, as programs send that bring a library up to date: its fields may be new.
    if (before?.path === file.path && before.photoId !== null) return this.#putFields(externalId, fields);
    try {
      const { photoId, removed } = await this.#queue.put(file, externalId, fields);
      if (removed !== undefined && removed !== file.path) await deleteOriginal(removed);
      return { id: photoId, externalId, created: before === undefined };
    } catch (error) {
      // When the library was closed meanwhile, the catalogue cannot be asked, and repair does it.
      if (!this.#core.closing.aborted && catalogue.fields.findFile(file.path) === undefined)
        await deleteOriginal(file.path);
      throw error;
    }
  }

  async #store(externalId: string, bytes: Uint8Array) {
    try {
      return await storeOriginal(this.#core.catalogue.managedFolder, externalId, bytes);
    } catch (cause) {
      throw toLibraryError(cause, this.#core.path);
    }
  }

  async #read(image: ImageSource, signal: AbortSignal | undefined): Promise<Uint8Array> {
    if ('bytes' in image) return image.bytes;
    if ('url' in image) {
      const { fetchUrl } = this.#core.options;
      if (fetchUrl === undefined) throw refuseUrl(image.url);
      return fetchUrl(image.url, signal);
    }
    return readFile(toFsPath(resolve(image.path))).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT')
        throw new PhotoseekError('path-not-found', `There is no file ${image.path}.`, { cause });
      throw toReadError(cause);
    });
  }

  async #inOrder<T>(externalId: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(externalId) ?? Promise.resolve();
    const next = before.then(work, work);
    this.#last.set(externalId, next);
    try {
      return await next;
    } finally {
      if (this.#last.get(externalId) === next) this.#last.delete(externalId);
    }
  }
}
