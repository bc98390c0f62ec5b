import { throwIfAborted } from '../../errors.js';
import { listPathBytes, pathBytes } from '../../runtime/fs-path.js';
import type { LibraryContext } from '../../search/context.js';
import { toPhoto } from '../../search/present/to-photo.js';
import type { DuplicateGroup, DuplicateKind, DuplicateMember, DuplicateTurn } from '../../search/types/duplicates.js';
import type { DuplicateRow } from '../../store/queries/duplicate-queries.js';
import type { PhotoRow } from '../../store/records.js';
import type { Cluster } from './cluster.js';
import { type Candidate, compareForKeeping, explainKeeper } from './keeper.js';
import type { PresentFile } from './present-files.js';

/** Photos read from the catalogue at a time. */
const CHUNK = 1000;

/** Whether a file has the bytes of a photo; see `hasBytesOf`. */
type CompareBytes = (path: string, contentHash: string, signal?: AbortSignal) => Promise<boolean>;

/** Makes groups of the files that are on disk. Every file of a group can be deleted but the first. */
export class Presenter {
  readonly #context: LibraryContext;
  readonly #present: ReadonlyMap<number, readonly PresentFile[]>;
  readonly #compare: CompareBytes | undefined;
  readonly #signal: AbortSignal | undefined;

  /**
   * @param present files by photo
   * @param compare `undefined`: size and time of last change are believed
   */
  constructor(
    context: LibraryContext,
    present: ReadonlyMap<number, readonly PresentFile[]>,
    compare: CompareBytes | undefined,
    signal: AbortSignal | undefined,
  ) {
    this.#context = context;
    this.#present = present;
    this.#compare = compare;
    this.#signal = signal;
  }

  /** Files of the same bytes. */
  async presentExact(rows: readonly DuplicateRow[]): Promise<DuplicateGroup[]> {
    const several = rows.filter(({ id }) => this.#filesOf(id).length > 1);
    const photos = this.#listPhotos(several);
    const groups: DuplicateGroup[] = [];
    for (const row of several) {
      const photo = photos.get(row.id);
      if (photo === undefined) continue;
      const files = (await this.#keepUnchanged(photo, this.#filesOf(row.id)))
        .map((file) => ({ file, candidate: toCandidate(row, file) }))
        .sort((a, b) => compareForKeeping(a.candidate, b.candidate));
      if (files.length < 2) continue;
      const members = files.map(({ file }) => this.#toMember(photo, file, 1));
      const reason = explainKeeper(files.map(({ candidate }) => candidate));
      const reclaimableBytes = files.slice(1).reduce((sum, { file }) => sum + countFreed(file), 0);
      groups.push({ kind: 'exact', members, reason, reclaimableBytes });
    }
    return groups;
  }

  /**
   * Photos that are like the keeper of their cluster. Of files with the same bytes, the keeper stands for all.
   * @param turns how the keeper is turned to look like another
   */
  async presentClusters(
    kind: Exclude<DuplicateKind, 'exact'>,
    clusters: readonly Cluster<DuplicateRow>[],
    turns?: ReadonlyMap<DuplicateRow, DuplicateTurn>,
  ): Promise<DuplicateGroup[]> {
    const several = clusters.filter(({ others }) => others.length > 0);
    const photos = this.#listPhotos(
      several.flatMap(({ keeper, others }) => [keeper, ...others.map(({ item }) => item)]),
    );
    const groups: DuplicateGroup[] = [];
    for (const { keeper, others } of several) {
      const members: { item: DuplicateRow; file: PresentFile; member: DuplicateMember }[] = [];
      for (const { item, cosine } of [{ item: keeper, cosine: 1 }, ...others]) {
        const photo = photos.get(item.id);
        const file = photo && (await this.#chooseFile(photo, item));
        const turn = turns?.get(item);
        if (photo && file) {
          const member = this.#toMember(photo, file, round(cosine));
          members.push({ item, file, member: turn === undefined ? member : { ...member, turn } });
          // The others were compared with it.
        } else if (item === keeper) break;
      }
      if (members.length < 2) continue;
      const reason = explainKeeper(members.map(({ item }) => item));
      const reclaimableBytes = members.slice(1).reduce((sum, { file }) => sum + countFreed(file), 0);
      groups.push({ kind, members: members.map(({ member }) => member), reason, reclaimableBytes });
    }
    return groups;
  }

  #filesOf(photoId: number): readonly PresentFile[] {
    return this.#present.get(photoId) ?? [];
  }

  async #chooseFile(photo: PhotoRow, row: DuplicateRow): Promise<PresentFile | undefined> {
    const files = [...this.#filesOf(row.id)].sort((a, b) =>
      compareForKeeping(toCandidate(row, a), toCandidate(row, b)),
    );
    for (const file of files) if ((await this.#keepUnchanged(photo, [file])).length > 0) return file;
    return undefined;
  }

  async #keepUnchanged(photo: PhotoRow, files: readonly PresentFile[]): Promise<PresentFile[]> {
    if (this.#compare === undefined) return [...files];
    const unchanged: PresentFile[] = [];
    for (const file of files) {
      throwIfAborted(this.#signal);
      if (await this.#compare(file.path, photo.contentHash, this.#signal)) unchanged.push(file);
    }
    return unchanged;
  }

  /** The photo with the files that are there. */
  #toMember(photo: PhotoRow, { path, aliases }: PresentFile, cosine: number): DuplicateMember {
    const there = new Set(this.#filesOf(photo.id).flatMap((file) => [file.path, ...file.aliases]));
    const files = photo.files.filter((file) => there.has(file.path) || file.isManaged);
    const aliasBytes = listPathBytes(aliases);
    const paths = { path, ...pathBytes(path), aliases, ...(aliasBytes && { aliasBytes }) };
    return { photo: toPhoto({ ...photo, files }, path), ...paths, cosine };
  }

  #listPhotos(rows: readonly DuplicateRow[]): Map<number, PhotoRow> {
    const { catalogue, scope } = this.#context;
    const photos = new Map<number, PhotoRow>();
    for (let at = 0; at < rows.length; at += CHUNK) {
      const ids = rows.slice(at, at + CHUNK).map(({ id }) => id);
      for (const [id, photo] of catalogue.files.listPhotos(ids, scope)) photos.set(id, photo);
    }
    return photos;
  }
}

function toCandidate(row: DuplicateRow, { path, mtimeMs }: PresentFile): Candidate {
  const { width, height, sizeBytes, hasMetadata, takenAtMs } = row;
  return { path, width, height, sizeBytes, hasMetadata, takenAtMs, modifiedAtMs: mtimeMs };
}

/** Of a file with a name that the library does not know, deleting the others frees nothing. */
function countFreed({ sizeBytes, isWhole }: PresentFile): number {
  return isWhole ? sizeBytes : 0;
}

function round(cosine: number): number {
  return Math.round(Math.min(1, cosine) * 1e4) / 1e4;
}
