import { KIND_OF_FRAME } from '../../../../model/content-kind.js';
import type { FrameKind } from '../../../../model/evidence.js';
import { isEverything, type ReadScope } from '../../../../model/read-scope.js';
import { describeCalibration } from '../../../../search/calibration/describe-calibration.js';
import type { SearchContext } from '../../../../search/context.js';
import type { LibraryStats, PublishedLibraryInfo, SpaceInfo } from '../../../types/descriptions.js';
import { embeddingTable, PUBLISHED_SCHEMA } from '../../schema.js';
import { compilePublishedScope } from '../conditions/compile-scope.js';
import type { PublishedRequest } from '../request.js';

interface Counted {
  files: string;
  photos: string;
  undecoded: string;
  kinds: Record<FrameKind, number> | null;
  defects: Record<string, number> | null;
  sources: Record<string, number> | null;
  faces: string;
  vectors: string;
}

/** Counts over all that is published; see `PhotoReader.stats`. What concerns the machines of the libraries alone is left out. */
export async function measurePublished(
  request: PublishedRequest,
  { spaces, catalogue }: SearchContext,
  scope: ReadScope | undefined,
): Promise<LibraryStats> {
  const { row } = spaces.default;
  const isWhole = isEverything(scope);
  const [counted] = await request.query<Counted>((bind) => {
    const conditions = compilePublishedScope(scope, bind);
    const seen = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
    return `WITH seen AS MATERIALIZED (SELECT content_id, taken_source, metadata IS NOT NULL AS known FROM photoseek.file AS photo ${seen}),
        held AS MATERIALIZED (SELECT * FROM photoseek.content WHERE id IN (SELECT content_id FROM seen))
      SELECT (SELECT count(*) FROM seen) AS files, (SELECT count(*) FROM held) AS photos,
        (SELECT count(*) FROM held WHERE is_undecoded AND kind = 'video') AS undecoded,
        (SELECT json_object_agg(kind, n) FROM (SELECT kind, count(*) AS n FROM held GROUP BY kind) AS listed) AS kinds,
        (SELECT json_object_agg(defect, n) FROM (SELECT defect, count(*) AS n FROM held JOIN seen ON content_id = id WHERE defect IS NOT NULL GROUP BY defect) AS listed) AS defects,
        (SELECT json_object_agg(source, n ORDER BY n DESC) FROM (SELECT coalesce(taken_source, 'none') AS source, count(*) AS n FROM seen WHERE known GROUP BY 1) AS listed) AS sources,
        (SELECT count(*) FROM photoseek.region WHERE is_face AND content_id IN (SELECT id FROM held)) AS faces,
        (SELECT count(*) FROM ${embeddingTable(row.id)} WHERE content_id IN (SELECT id FROM held)) AS vectors`;
  });
  const libraries = await request.query<{ failures: Record<string, number>; publishedAt: Date | null }>(
    () => 'SELECT failures, published_at AS "publishedAt" FROM photoseek.library',
  );
  const roots = await request.query<{ path: string }>(
    () => 'SELECT path FROM photoseek.root ORDER BY path COLLATE "C"',
  );
  const kinds = { image: 0, video: 0, document: 0, model: 0 };
  for (const [kind, count] of Object.entries(counted?.kinds ?? {})) kinds[KIND_OF_FRAME[kind as FrameKind]] += count;
  const failures: Record<string, number> = {};
  for (const library of isWhole ? libraries : [])
    for (const [code, count] of Object.entries(library.failures)) failures[code] = (failures[code] ?? 0) + count;
  const failed = Object.values(failures).reduce((sum, count) => sum + count, 0);
  const vectors = Number(counted?.vectors ?? 0);
  const { id: _, subject: __, ...model } = row;
  const times = libraries.flatMap(({ publishedAt }) => (publishedAt === null ? [] : publishedAt.getTime()));
  return {
    path: request.database.server,
    schemaVersion: PUBLISHED_SCHEMA,
    roots: scope?.folder === undefined ? roots.map(({ path }) => path) : [scope.folder],
    running: null,
    files: Number(counted?.files ?? 0) + failed,
    photos: Number(counted?.photos ?? 0),
    ...{
      kinds,
      failures,
      defects: counted?.defects ?? {},
      undecoded: Number(counted?.undecoded ?? 0),
      stages: null,
      faces: Number(counted?.faces ?? 0),
    },
    dateSources: counted?.sources ?? {},
    model: { name: model.name, revision: model.revision, dtype: model.dtype, dim: model.dim, vectors },
    calibration: describeCalibration(catalogue, row, isWhole),
    ...{ upgrade: null, spaces: [], diskBytes: 0, thumbnailBytes: 0 },
    index: { engine: 'pgvector', indexed: vectors, pending: 0 },
    lastIndexedAtMs: times.length === 0 ? null : Math.max(...times),
  };
}

/** The spaces of the libraries. One that answers in any of them is active. A photo without a vector counts as missing, also where none can be made of its file. */
export async function listPublishedSpaces(request: PublishedRequest): Promise<SpaceInfo[]> {
  return Promise.all(
    request.spaces.map(async ({ id, name, revision, dtype, dim, subject, states }) => {
      const [row] = await request.query<{ vectors: string; photos: string; contents: string }>(
        () => `SELECT count(*) AS vectors, count(DISTINCT content_id) AS photos, (SELECT count(*) FROM photoseek.content WHERE NOT is_undecoded) AS contents
          FROM ${embeddingTable(id)}`,
        1,
      );
      const [vectors, photos] = [request.toCount(row?.vectors), request.toCount(row?.photos)];
      const state = (['active', 'building'] as const).find((one) => states.includes(one)) ?? 'retired';
      const missing = Math.max(0, request.toCount(row?.contents) - photos);
      return { id, name, revision, dtype, dim, subject, state, photos, vectors, missing };
    }),
  );
}

/** The libraries that are published, by name. */
export async function listPublishedLibraries(request: PublishedRequest): Promise<PublishedLibraryInfo[]> {
  const rows = await request.query<{ id: string; name: string; publishedAt: Date | null }>(
    () => 'SELECT id, name, published_at AS "publishedAt" FROM photoseek.library ORDER BY name, id',
  );
  return rows.map(({ id, name, publishedAt }) => ({ id, name, publishedAtMs: publishedAt?.getTime() ?? null }));
}
