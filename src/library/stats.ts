import { describeCalibration } from '../search/calibration/describe-calibration.js';
import type { LibraryCore } from './core.js';
import { measureFolder } from './measure-folder.js';
import { describeUpgrade } from './spaces/describe-upgrade.js';
import { listSpaces } from './spaces/manage-spaces.js';
import type { LibraryStats } from './types/descriptions.js';

/**
 * Counts and states of a library; see `PhotoReader.stats`.
 * @param within only what lies below this folder exists
 */
export async function measureLibrary(core: LibraryCore, within: string | undefined): Promise<LibraryStats> {
  const { catalogue, spaces, path } = core;
  const space = spaces.default;
  const { id, name, revision, dtype, dim } = space.row;
  const { indexed, unindexed } = space.index.status();
  const lastIndexed = catalogue.getSetting('lastIndexedAtMs');
  const vectors = within === undefined ? catalogue.vectors.count(id) : catalogue.vectors.countWithin(id, within);
  return {
    path,
    schemaVersion: catalogue.schemaVersion,
    files: catalogue.counts.files(within),
    photos: catalogue.counts.photos(within),
    kinds: catalogue.counts.kinds(within),
    failures: catalogue.counts.failures(within),
    defects: catalogue.counts.defects(within),
    undecoded: catalogue.counts.undecoded(within),
    faces: catalogue.faces.count({ folders: within === undefined ? [] : [within] }),
    dateSources: catalogue.counts.dateSources(within),
    model: { name, revision, dtype, dim, vectors },
    calibration: describeCalibration(catalogue, space.row, within === undefined),
    upgrade: within === undefined ? describeUpgrade(core) : null,
    spaces: within === undefined ? listSpaces(core) : [],
    lastIndexedAtMs: lastIndexed === undefined ? null : Number(lastIndexed),
    ...(within === undefined
      ? {
          roots: catalogue.listRoots().map((root) => root.path),
          running: (await import('../indexer/run-session.js')).readRunStatus(catalogue),
          diskBytes: await measureFolder(path),
          index: { engine: space.index.engine, indexed, pending: unindexed },
        }
      : // The size of the whole library would reveal photos that do not exist for this reader.
        {
          roots: [within],
          running: null,
          diskBytes: 0,
          index: { engine: space.index.engine, indexed: vectors, pending: 0 },
        }),
  };
}
