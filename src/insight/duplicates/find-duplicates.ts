import { PhotoseekError } from '../../errors.js';
import { IdSet } from '../../model/id-set.js';
import { Lru } from '../../runtime/lru.js';
import { createYielder } from '../../runtime/yielder.js';
import type { LibraryContext } from '../../search/context.js';
import { parseFilters } from '../../search/parse/parse-query.js';
import { resolveFilters } from '../../search/resolve-filters.js';
import type { DuplicateGroup, DuplicateKind, DuplicateOptions } from '../../search/types/duplicates.js';
import type { DuplicateRow } from '../../store/queries/duplicate-queries.js';
import type { FrameVector } from '../../store/records.js';
import type { Cluster } from './cluster.js';
import { compareTexts, type PictureText, readPictureText } from './compare-texts.js';
import type { DuplicateWork } from './duplicate-work.js';
import { findNear } from './find-near.js';
import { findNearFiles, isStill, type SequenceWork } from './find-near-files.js';
import { findSimilar } from './find-similar.js';
import { findTurned } from './find-turned.js';
import { compareForKeeping } from './keeper.js';
import { createImageKinds } from './looks/image-kinds.js';
import { createLookCache, type ReadPixels } from './looks/look-cache.js';
import { createSequenceLooks, type ReadPlace } from './looks/sequence-looks.js';
import { findPresentFiles, hasBytesOf } from './present-files.js';
import { Presenter } from './present-groups.js';
import { createVectorCache } from './vector-cache.js';

const ALL_KINDS: readonly DuplicateKind[] = ['exact', 'near', 'turned', 'similar'];

/** Turned images are rarely wanted, and seven more ways to compare. */
const DEFAULT_KINDS = ALL_KINDS.filter((kind) => kind !== 'turned');

/** Photos read from the catalogue at a time. */
const CHUNK = 1000;

/**
 * Groups of duplicates; see `PhotoReader.duplicates`. Each kind is searched among the keepers of the one before: the keeper of an exact group stands for it when
 * near ones are looked for, the keeper of a near group when turned ones are, and that of either when similar ones are. Files that are not on disk now, or were changed since they
 * were indexed, do not exist here. Films, documents and models are exact or near ones: whether they are turned or show one scene is not asked.
 * @param readImages at most 320 pixels at the longer side are of use
 */
export async function findDuplicates(
  context: LibraryContext,
  readImages: { ofPhoto: ReadPixels; ofPlace: ReadPlace },
  options: DuplicateOptions = {},
): Promise<DuplicateGroup[]> {
  const kinds = readKinds(options.kinds);
  const yieldIfDue = createYielder(options.signal);
  const stored = await listRows(context, options.filters, yieldIfDue);
  const isExactOnly = [...kinds].every((kind) => kind === 'exact');
  const present = await findPresentFiles(
    context,
    isExactOnly ? stored.filter(({ files }) => files > 1) : stored,
    yieldIfDue,
  );
  const compare = options.compareBytes ? hasBytesOf : undefined;
  const presenter = new Presenter(context, present, compare, options.signal);
  const rows = stored
    .flatMap((row) => {
      const [file] = present.get(row.id) ?? [];
      return file === undefined ? [] : [{ ...row, path: file.path }];
    })
    .sort(compareForKeeping);
  const groups: DuplicateGroup[] = [];
  if (kinds.has('exact')) groups.push(...(await presenter.presentExact(rows)));
  if (!isExactOnly) {
    const stills = rows.filter(isStill);
    const work = await prepareWork(context, stills, readImages.ofPhoto, yieldIfDue);
    const near = await findNear(work, stills);
    const sequences = rows.filter((row) => !isStill(row));
    if (kinds.has('near')) {
      const nearFiles = await findNearFiles(prepareSequences(context, readImages.ofPlace, yieldIfDue), sequences);
      groups.push(...(await presenter.presentClusters('near', [...near, ...nearFiles])));
    }
    let keepers = listKeepers(near);
    if (kinds.has('turned')) {
      const { clusters, turns } = await findTurned(work, keepers);
      groups.push(...(await presenter.presentClusters('turned', clusters, turns)));
      keepers = listKeepers(clusters);
    }
    if (kinds.has('similar'))
      groups.push(...(await presenter.presentClusters('similar', await findSimilar(work, keepers))));
  }
  return groups.sort((a, b) => b.reclaimableBytes - a.reclaimableBytes);
}

async function prepareWork(
  { catalogue, spaces }: LibraryContext,
  rows: readonly DuplicateRow[],
  readPixels: ReadPixels,
  yieldIfDue: DuplicateWork['yieldIfDue'],
): Promise<DuplicateWork> {
  const space = spaces.default;
  const encoder = await space.encoder();
  const smallest = encoder.model.image.size;
  const vectors = createVectorCache(catalogue, space);
  const classify = await createImageKinds(encoder, catalogue.folder);
  const pages = new Set<number>();
  const surfaces = new Set<number>();
  for (let at = 0; at < rows.length; at += CHUNK) {
    for (const [id, vector] of vectors.readVectors(rows.slice(at, at + CHUNK))) {
      const kind = classify(vector);
      if (kind.isPage) pages.add(id);
      if (kind.mayBeSurface) surfaces.add(id);
      await yieldIfDue();
    }
  }
  const isPage = ({ id }: DuplicateRow) => pages.has(id);
  const mayBeSurface = ({ id }: DuplicateRow) => surfaces.has(id);
  const { looksSame, isPlain, readAhead } = createLookCache(readPixels, isPage);
  const texts = new Lru<number, PictureText>(MAX_TEXTS);
  const textOf = ({ id }: DuplicateRow) =>
    texts.getOrMake(id, () =>
      readPictureText(
        catalogue.regions
          .list(id, 0)
          .flatMap(({ kind, label, score }) => (kind === 'text' && label !== null ? { text: label, score } : [])),
      ),
    );
  const textsOf = (a: DuplicateRow, b: DuplicateRow) => compareTexts(textOf(a), textOf(b));
  return {
    space,
    yieldIfDue,
    ...vectors,
    // Mirrored text cannot be read.
    looksSame: async (a, b, turn) =>
      (await looksSame(a, b, turn)) && (turn?.mirrored === true || textsOf(a, b) !== 'different'),
    haveOneText: (a, b) => textsOf(a, b) === 'same',
    readAhead,
    isSmall: ({ width, height }) => Math.min(width, height) < smallest,
    mayBeSurface,
    saysLittle: async (row) => isPage(row) || (mayBeSurface(row) && isPlain(row)),
  };
}

/** Texts that are cached: pages of one layout are compared again and again. */
const MAX_TEXTS = 1024;

/** Films whose vectors are in memory: one is compared with all others of its length. */
const MAX_SEQUENCES = 256;

function prepareSequences(
  { catalogue, spaces }: LibraryContext,
  readPlace: ReadPlace,
  yieldIfDue: DuplicateWork['yieldIfDue'],
): SequenceWork {
  const { id: spaceId, dim } = spaces.default.row;
  const cached = new Lru<number, readonly FrameVector[]>(MAX_SEQUENCES);
  const framesOf = ({ id }: DuplicateRow) =>
    cached.getOrMake(id, () => catalogue.vectors.ofFrames([id], spaceId, dim).get(id) ?? []);
  return { yieldIfDue, framesOf, ...createSequenceLooks(readPlace) };
}

/** The best to keep first. The largest image of a group may have lost the time of capture that another one still has. */
function listKeepers(clusters: readonly Cluster<DuplicateRow>[]): DuplicateRow[] {
  return clusters
    .map(({ keeper, others }) => ({ ...keeper, takenAtMs: keeper.takenAtMs ?? findTime(others) }))
    .sort(compareForKeeping);
}

function findTime(others: Cluster<DuplicateRow>['others']): number | null {
  return others.find(({ item }) => item.takenAtMs !== null)?.item.takenAtMs ?? null;
}

function readKinds(kinds: readonly DuplicateKind[] = DEFAULT_KINDS): Set<DuplicateKind> {
  for (const kind of kinds) {
    if (!ALL_KINDS.includes(kind))
      throw new PhotoseekError('bad-argument', `kinds must be of ${ALL_KINDS.join(', ')}, got "${kind}".`);
  }
  return new Set(kinds);
}

async function listRows(
  context: LibraryContext,
  filters: string | undefined,
  yieldIfDue: () => Promise<void> | undefined,
): Promise<DuplicateRow[]> {
  const { catalogue, spaces, scope } = context;
  const parsed = await resolveFilters(context, parseFilters(filters ?? ''));
  const spaceId = spaces.default.row.id;
  const allowed =
    parsed.length === 0 ? undefined : IdSet.fromAscending(catalogue.filters.listMatching(parsed, { scope, spaceId }));
  const rows: DuplicateRow[] = [];
  for (let afterId = 0; ; ) {
    const chunk = catalogue.duplicates.listAfter(spaceId, afterId, CHUNK, scope);
    afterId = chunk.at(-1)?.id ?? afterId;
    rows.push(...chunk.filter(({ id }) => allowed?.has(id) ?? true));
    await yieldIfDue();
    if (chunk.length < CHUNK) return rows;
  }
}
