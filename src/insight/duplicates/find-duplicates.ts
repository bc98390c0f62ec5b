import { PhotoseekError } from '../../errors.js';
import { isBelow } from '../../model/paths.js';
import { createYielder } from '../../runtime/yielder.js';
import { parseFilters } from '../../search/parse/parse-query.js';
import { toPhoto } from '../../search/present/present.js';
import type { SearchParts } from '../../search/search-parts.js';
import type { DuplicateGroup, DuplicateKind, DuplicateOptions } from '../../search/types.js';
import type { DuplicateRow } from '../../store/queries/duplicate-queries.js';
import type { PhotoRow } from '../../store/records.js';
import type { Cluster } from './cluster.js';
import { findNear } from './find-near.js';
import { findSimilar } from './find-similar.js';
import { type Candidate, compareForKeeping, explainKeeper } from './keeper.js';
import { createVectorCache } from './vector-cache.js';

/** What the search for duplicates works with. */
export interface DuplicateWork {
  parts: SearchParts;
  /** Lets other work on this thread go on; see `createYielder`. */
  yieldIfDue(): Promise<void> | undefined;
  vectorOf(row: DuplicateRow): Float32Array | undefined;
  /** −1 when the photo has no vector. */
  cosineWith(vector: Float32Array, row: DuplicateRow): number;
  /** The encoder had to enlarge it. */
  isSmall(row: DuplicateRow): boolean;
}

const ALL_KINDS: readonly DuplicateKind[] = ['exact', 'near', 'similar'];

/** Photos read from the catalogue at a time. */
const CHUNK = 1000;

/**
 * Groups of duplicates; see `PhotoReader.duplicates`. The kinds are found one upon the other: the keeper of an exact group stands for it when
 * near ones are looked for, and the keeper of a near group when similar ones are.
 */
export async function findDuplicates(parts: SearchParts, options: DuplicateOptions = {}): Promise<DuplicateGroup[]> {
  const kinds = readKinds(options.kinds);
  const yieldIfDue = createYielder(options.signal);
  const rows = (await listRows(parts, options.filters, yieldIfDue)).sort(compareForKeeping);
  const groups: DuplicateGroup[] = [];
  if (kinds.has('exact')) groups.push(...presentExact(parts, rows));
  if (kinds.has('near') || kinds.has('similar')) {
    const smallest = parts.encoder.model.image.size;
    const work: DuplicateWork = {
      parts,
      yieldIfDue,
      ...createVectorCache(parts),
      isSmall: ({ width, height }) => Math.min(width, height) < smallest,
    };
    const near = await findNear(work, rows);
    if (kinds.has('near')) groups.push(...present(parts, 'near', near));
    if (kinds.has('similar')) {
      // The biggest copy may have lost the time that another one still has.
      const keepers = near
        .map(({ keeper, others }) => ({ ...keeper, takenAtMs: keeper.takenAtMs ?? findTime(others) }))
        .sort(compareForKeeping);
      groups.push(...present(parts, 'similar', await findSimilar(work, keepers)));
    }
  }
  return groups.sort((a, b) => b.reclaimableBytes - a.reclaimableBytes);
}

function findTime(others: Cluster<DuplicateRow>['others']): number | null {
  return others.find(({ item }) => item.takenAtMs !== null)?.item.takenAtMs ?? null;
}

function readKinds(kinds: readonly DuplicateKind[] = ALL_KINDS): Set<DuplicateKind> {
  for (const kind of kinds) {
    if (!ALL_KINDS.includes(kind))
      throw new PhotoseekError('bad-argument', `Duplicates are ${ALL_KINDS.join(', ')}; "${kind}" came.`);
  }
  return new Set(kinds);
}

async function listRows(
  { catalogue, model, within }: SearchParts,
  filters: string | undefined,
  yieldIfDue: () => Promise<void> | undefined,
): Promise<DuplicateRow[]> {
  const parsed = parseFilters(filters ?? '');
  const allowed =
    parsed.length === 0 ? undefined : new Set(catalogue.filters.listMatching(parsed, { within, spaceId: model.id }));
  const rows: DuplicateRow[] = [];
  for (let afterId = 0; ; ) {
    const chunk = catalogue.duplicates.listAfter(model.id, afterId, CHUNK, within);
    afterId = chunk.at(-1)?.id ?? afterId;
    rows.push(...chunk.filter(({ id }) => allowed?.has(id) ?? true));
    await yieldIfDue();
    if (chunk.length < CHUNK) return rows;
  }
}

/** Files of the same bytes. */
function presentExact(parts: SearchParts, rows: readonly DuplicateRow[]): DuplicateGroup[] {
  const several = rows.filter((row) => row.files > 1);
  const photos = listPhotos(parts, several);
  return several.flatMap((row) => {
    const photo = photos.get(row.id);
    if (photo === undefined || photo.files.length < 2) return [];
    const candidates = photo.files.map((file) => toCandidate(row, file)).sort(compareForKeeping);
    const members = candidates.map(({ path }) => ({ photo: toPhoto(photo, { path }), path, cosine: 1 }));
    const reclaimableBytes = row.sizeBytes * (candidates.length - 1);
    return [{ kind: 'exact', members, reason: explainKeeper(candidates), reclaimableBytes } as const];
  });
}

function present(
  parts: SearchParts,
  kind: 'near' | 'similar',
  clusters: readonly Cluster<DuplicateRow>[],
): DuplicateGroup[] {
  const several = clusters.filter(({ others }) => others.length > 0);
  const photos = listPhotos(
    parts,
    several.flatMap(({ keeper, others }) => [keeper, ...others.map(({ item }) => item)]),
  );
  return several.flatMap(({ keeper, others }) => {
    const members = [{ item: keeper, cosine: 1 }, ...others].flatMap(({ item, cosine }) => {
      const photo = photos.get(item.id);
      if (photo === undefined) return [];
      // Of files with the same bytes, the one that is kept stands for all.
      const [file] = photo.files.map((one) => toCandidate(item, one)).sort(compareForKeeping) as [Candidate];
      return [{ item, member: { photo: toPhoto(photo, { path: file.path }), path: file.path, cosine: round(cosine) } }];
    });
    // Removed a moment ago by another process.
    if (members.length < 2) return [];
    const reason = explainKeeper(members.map(({ item }) => item));
    const reclaimableBytes = members.slice(1).reduce((sum, { item }) => sum + item.sizeBytes, 0);
    return [{ kind, members: members.map(({ member }) => member), reason, reclaimableBytes }];
  });
}

/** Photos by id, with the files that exist for the one who asks. */
function listPhotos({ catalogue, within }: SearchParts, rows: readonly DuplicateRow[]): Map<number, PhotoRow> {
  const photos = new Map<number, PhotoRow>();
  for (let at = 0; at < rows.length; at += CHUNK) {
    const ids = rows.slice(at, at + CHUNK).map(({ id }) => id);
    for (const [id, photo] of catalogue.files.listPhotos(ids)) {
      const files = photo.files.filter((file) => isBelow(file.path, within));
      if (files.length > 0) photos.set(id, { ...photo, files });
    }
  }
  return photos;
}

function toCandidate(row: DuplicateRow, file: PhotoRow['files'][number]): Candidate {
  const { width, height, sizeBytes, hasMetadata, takenAtMs } = row;
  return { path: file.path, width, height, sizeBytes, hasMetadata, takenAtMs, modifiedAtMs: file.mtimeMs };
}

function round(cosine: number): number {
  return Math.round(Math.min(1, cosine) * 1e4) / 1e4;
}
