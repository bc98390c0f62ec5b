import { isEverything, type ReadScope } from '../model/read-scope.js';
import { describeCalibration } from '../search/calibration/describe-calibration.js';
import type { SpaceFollower } from '../vectors/follower.js';
import type { LibraryCore } from './core.js';
import { readStages } from './detection/stages.js';
import { measureFolder } from './measure-folder.js';
import { describeUpgrade } from './spaces/describe-upgrade.js';
import { listSpaces } from './spaces/manage-spaces.js';
import type { LibraryStats } from './types/descriptions.js';

/**
 * Counts and states of a library; see `PhotoReader.stats`.
 * @param scope what exists for the reader; `undefined`: everything
 */
export async function measureLibrary(core: LibraryCore, scope?: ReadScope): Promise<LibraryStats> {
  const { catalogue, spaces, path } = core;
  const space = spaces.default;
  const { id, name, revision, dtype, dim } = space.row;
  const lastIndexed = catalogue.getSetting('lastIndexedAtMs');
  const isWhole = isEverything(scope);
  // The size of the whole library would reveal photos that do not exist for a reader of a part.
  const disk = isWhole ? await measureFolder(path, 'thumbnails') : { total: 0, ofPart: 0 };
  const vectors = scope === undefined || isWhole ? catalogue.vectors.count(id) : catalogue.vectors.countIn(id, scope);
  return {
    path,
    schemaVersion: catalogue.schemaVersion,
    files: catalogue.counts.files(scope),
    photos: catalogue.counts.photos(scope),
    kinds: catalogue.counts.kinds(scope),
    failures: catalogue.counts.failures(scope),
    defects: catalogue.counts.defects(scope),
    undecoded: catalogue.counts.undecoded(scope),
    stages: [...readStages(catalogue)],
    faces: catalogue.faces.count({ scope }),
    dateSources: catalogue.counts.dateSources(scope),
    model: { name, revision, dtype, dim, vectors },
    calibration: describeCalibration(catalogue, space.row, isWhole),
    upgrade: isWhole ? describeUpgrade(core) : null,
    spaces: isWhole ? listSpaces(core) : [],
    lastIndexedAtMs: lastIndexed === undefined ? null : Number(lastIndexed),
    roots: scope?.folder === undefined ? catalogue.listRoots().map((root) => root.path) : [scope.folder],
    diskBytes: disk.total,
    thumbnailBytes: disk.ofPart,
    ...(isWhole
      ? {
          running: (await import('../indexer/run-session.js')).readRunStatus(catalogue),
          index: await describeIndex(space.index, vectors),
        }
      : {
          running: null,
          index: { engine: space.index.engine, indexed: vectors, pending: 0 },
        }),
  };
}

/** @param vectors how many the catalogue holds */
async function describeIndex(index: SpaceFollower, vectors: number): Promise<LibraryStats['index']> {
  const { engine } = index;
  const remote = await index.describeServer();
  if (remote === undefined) {
    const { indexed, unindexed } = index.status();
    return { engine, indexed, pending: unindexed };
  }
  const { server, error, status } = remote;
  // What was removed here may still be there.
  const indexed = Math.min(status.indexed, vectors);
  return { engine, indexed, pending: vectors - indexed, server: { name: server, error: error?.code ?? null } };
}
