import { PhotoseekError } from '../../errors.js';
import { IdSet } from '../../model/id-set.js';
import { isBelow } from '../../model/paths.js';
import { createYielder } from '../../runtime/yielder.js';
import type { SearchContext } from '../../search/context.js';
import { parseFilters } from '../../search/parse/parse-query.js';
import { toPhoto } from '../../search/present/to-photo.js';
import type { DuplicateGroup, DuplicateKind, DuplicateOptions } from '../../search/types.js';
import type { DuplicateRow } from '../../store/queries/duplicate-queries.js';
import type { PhotoRow } from '../../store/records.js';
import type { Cluster } from './cluster.js';
import type { DuplicateWork } from './duplicate-work.js';
import { findNear } from './find-near.js';
import { findSimilar } from './find-similar.js';
import { type Candidate, compareForKeeping, explainKeeper } from './keeper.js';
import { createVectorCache } from './vector-cache.js';

const ALL_KINDS: readonly DuplicateKind[] = ['exact', 'near', 'similar'];

/** Photos read from the catalogue at a time. */
const CHUNK = 1000;

/**
 * Groups of duplicates; see `PhotoReader.duplicates`. Each kind is searched among the keepers of the one before: the keeper of an exact group stands for it when
 * near ones are looked for, and the keeper of a near group when similar ones are.
 */
export async function findDuplicates(
  context: SearchContext,
  options: DuplicateOptions = {},
): Promise<DuplicateGroup[]> {
  const kinds = readKinds(options.kinds);
  const yieldIfDue = createYielder(options.signal);
  const rows = (await listRows(context, options.filters, yieldIfDue)).sort(compareForKeeping);
  const groups: DuplicateGroup[] = [];
  if (kinds.has('exact')) groups.push(...presentExact(context, rows));
  if (kinds.has('near') || kinds.has('similar')) {
    const { catalogue, spaces } = context;
    const space = spaces.default;
    const smallest = (await space.encoder()).model.image.size;
    const work: DuplicateWork = {
      space,
      yieldIfDue,
      ...createVectorCache(catalogue, space),
      isSmall: ({ width, height }) => Math.min(width, height) < smallest,
    };
    const near = await findNear(work, rows);
    if (kinds.has('near')) groups.push(...present(context, 'near', near));
    if (kinds.has('similar')) {
      // The largest of them may have lost the time of capture that another one still has.
      const keepers = near
        .map(({ keeper, others }) => ({ ...keeper, takenAtMs: keeper.takenAtMs ?? findTime(others) }))
        .sort(compareForKeeping);
      groups.push(...present(context, 'similar', await findSimilar(work, keepers)));
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
      throw new PhotoseekError('bad-argument', `kinds must be of ${ALL_KINDS.join(', ')}, got "${kind}".`);
  }
  return new Set(kinds);
}

async function listRows(
  { catalogue, spaces, within }: SearchContext,
  filters: string | undefined,
  yieldIfDue: () => Promise<void> | undefined,
): Promise<DuplicateRow[]> {
  const parsed = parseFilters(filters ?? '');
  const spaceId = spaces.default.row.id;
  const allowed =
    parsed.length === 0 ? undefined : IdSet.fromAscending(catalogue.filters.listMatching(parsed, { within, spaceId }));
  const rows: DuplicateRow[] = [];
  for (let afterId = 0; ; ) {
    const chunk = catalogue.duplicates.listAfter(spaceId, afterId, CHUNK, within);
    afterId = chunk.at(-1)?.id ?? afterId;
    rows.push(...chunk.filter(({ id }) => allowed?.has(id) ?? true));
    await yieldIfDue();
    if (chunk.length < CHUNK) return rows;
  }
}

/** Duplicates: files of the same bytes. */
function presentExact(context: SearchContext, rows: readonly DuplicateRow[]): DuplicateGroup[] {
  const several = rows.filter((row) => row.files > 1);
  const photos = listPhotos(context, several);
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
  context: SearchContext,
  kind: 'near' | 'similar',
  clusters: readonly Cluster<DuplicateRow>[],
): DuplicateGroup[] {
  const several = clusters.filter(({ others }) => others.length > 0);
  const photos = listPhotos(
    context,
    several.flatMap(({ keeper, others }) => [keeper, ...others.map(({ item }) => item)]),
  );
  return several.flatMap(({ keeper, others }) => {
    const members = [{ item: keeper, cosine: 1 }, ...others].flatMap(({ item, cosine }) => {
      const photo = photos.get(item.id);
      if (photo === undefined) return [];
      // Of files with the same bytes, the keeper stands for all.
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

/** Photos by id, with the files that the reader may see. */
function listPhotos({ catalogue, within }: SearchContext, rows: readonly DuplicateRow[]): Map<number, PhotoRow> {
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
