import { PhotoseekError, photoNotFound } from '../../../errors.js';
import type { FrameInfo } from '../../../model/frame.js';
import type { ReadScope } from '../../../model/read-scope.js';
import { checkArgument, ID } from '../../../runtime/check-arguments.js';
import type { FileStatus } from '../../../runtime/stat-file.js';
import type { SearchContext } from '../../../search/context.js';
import type { PhotoRow } from '../../../store/records.js';
import { findNearestToMean } from '../../../vectors/math/nearest-to-mean.js';
import { readCatalogue } from './catalogue/published-catalogue.js';
import type { PublishedCore } from './published-core.js';
import { PublishedSpaces } from './published-spaces.js';
import { replay } from './replay.js';
import { beginRequest, type PublishedRequest } from './request.js';
import { PublishedFilter } from './selection.js';

/** Stands for every file. */
const THERE: FileStatus = { sizeBytes: 0, mtimeMs: 0, ctimeNs: 0n, device: 0n, inode: 0n, links: 1 };

/** One request, and the read side over it. */
export class Asked {
  readonly core: PublishedCore;
  readonly request: PublishedRequest;
  readonly context: SearchContext;
  /** What exists for the reader. */
  readonly scope: ReadScope | undefined;

  private constructor(core: PublishedCore, request: PublishedRequest, scope: ReadScope | undefined) {
    this.core = core;
    this.request = request;
    this.scope = scope;
    const filterCache = new PublishedFilter(request);
    this.context = {
      ...{
        catalogue: readCatalogue(request, filterCache, core),
        spaces: new PublishedSpaces(request, core.encoders),
        filterCache,
      },
      ...{ scope, media: () => core.startMedia(), fetchUrl: core.options.fetchUrl },
      openCells: () => Promise.reject(new PhotoseekError('internal', 'Parts of photos are not published.')),
      findPicture: async (id) => ({ source: { path: (await core.findOriginal(request, id)).path } }),
      // Files are those of other machines: which are there now is not known here.
      statFile: async () => THERE,
    };
  }

  /** One statement says what is published now; all that a request reads is of that or of later. */
  static async begin(core: PublishedCore, scope: ReadScope | undefined): Promise<Asked> {
    core.assertOpen();
    return new Asked(core, await beginRequest(core.openReads()), scope);
  }

  /** Of the vectors that tags and completions are of. */
  get spaceId(): number {
    return this.context.spaces.default.row.id;
  }

  /** @throws PhotoseekError `photo-not-found` */
  findPhoto(photo: number | { externalId: string }): Promise<PhotoRow> {
    return replay(() => (typeof photo === 'object' ? this.#getItem(photo.externalId) : this.#getRow(photo)));
  }

  /** The place of a frame, or of the one that stands for the content, as `findFramePlace` has it. @throws PhotoseekError `photo-not-found` */
  findPlace(photo: PhotoRow, frame: number | undefined): Promise<FrameInfo | undefined> {
    return replay(() => this.#getPlace(photo, frame));
  }

  #getRow(id: number): PhotoRow {
    checkArgument('id', id, ID);
    const row = Number.isSafeInteger(id) ? this.context.catalogue.files.getPhoto(id, this.scope) : undefined;
    if (row !== undefined) return row;
    throw photoNotFound({ id });
  }

  /** The file with the external id is in front. */
  #getItem(externalId: string): PhotoRow {
    const { fields, files } = this.context.catalogue;
    const item = fields.findItem(externalId, this.scope);
    const row = item?.photoId == null ? undefined : files.getPhoto(item.photoId, this.scope);
    const own = row?.files.find((file) => file.externalId === externalId);
    if (row !== undefined && own !== undefined)
      return { ...row, files: [own, ...row.files.filter((file) => file !== own)] };
    throw photoNotFound({ externalId });
  }

  #getPlace({ id, frameKind, frames }: PhotoRow, frame: number | undefined): FrameInfo | undefined {
    const { catalogue, spaces } = this.context;
    const place = catalogue.frames.find(id, frame ?? 0);
    if (frame !== undefined && place === undefined) throw photoNotFound({ id }, `It has no frame ${frame}.`);
    if (place?.kind === 'image' && place.ordinal === 0) return undefined;
    if (frame !== undefined || frameKind !== 'video' || frames < 2) return place;
    const { id: spaceId, dim } = spaces.default.row;
    const vectors = catalogue.vectors.ofFrames([id], spaceId, dim).get(id) ?? [];
    const standing = vectors[findNearestToMean(vectors.map(({ vector }) => vector))]?.ordinal ?? 0;
    return catalogue.frames.find(id, standing) ?? place;
  }
}
