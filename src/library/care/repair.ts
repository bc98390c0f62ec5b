import { join } from 'node:path';
import { PhotoseekError } from '../../errors.js';
import { toNamedTexts } from '../../indexer/pipeline/metadata-record.js';
import { pruneThumbnails } from '../../media/thumbnails/folder-store.js';
import type { FileMetadata } from '../../metadata/file-metadata.js';
import type { SpaceRow } from '../../model/space.js';
import { describeLastBackup } from '../../store/care/stored-backups.js';
import type { LibraryCore } from '../core.js';
import { putOrphansAside } from '../items/check-originals.js';
import { toVectorSource } from '../spaces/vector-source.js';
import { withoutRuns } from '../without-runs.js';

/**
 * Builds everything again that is derived; see `Library.repair`. No index run can go on meanwhile.
 * @throws PhotoseekError `library-locked`, `library-damaged` when pages of the catalogue itself are lost
 */
export async function repairLibrary(core: LibraryCore): Promise<string[]> {
  core.assertWritable();
  return withoutRuns(core, async () => [
    ...(await repairCatalogue(core)),
    ...(await repairSpaces(core)),
    ...(await putOrphansAside(core)),
    await clearThumbnails(core),
  ]);
}

async function repairCatalogue({ catalogue, path }: LibraryCore): Promise<string[]> {
  const { checks } = catalogue;
  const done: string[] = [];
  if ((await checks.findIntegrityErrors()).length > 0) {
    checks.rebuildIndexes();
    const [error] = await checks.findIntegrityErrors();
    if (error !== undefined) {
      throw new PhotoseekError('library-damaged', `The catalogue in ${path} is damaged: ${error}.`, {
        hint: `It cannot be repaired. ${describeLastBackup(path)}`,
      });
    }
    done.push('The indexes of the catalogue were built again.');
  }
  const loose = checks.repairRows();
  if (loose > 0)
    done.push(`${loose} inconsistent rows were deleted or added again; photoseek index does again what is missing.`);
  const { wrong } = checks.compareFilters();
  if (wrong > 0) {
    checks.rebuildFilters();
    done.push(`The filter rows were derived again; they were wrong for ${wrong} files.`);
  }
  const texts = checks.repairTexts((file) => makeTexts(file.path, file.data, catalogue.managedAs(file)));
  if (texts > 0) done.push(`${texts} entries of the full-text index were derived again.`);
  return done;
}

function makeTexts(path: string, data: string, managedAs: string | undefined) {
  return toNamedTexts(path, JSON.parse(data) as FileMetadata, managedAs);
}

async function repairSpaces(core: LibraryCore): Promise<string[]> {
  const { checks } = core.catalogue;
  const done: string[] = [];
  for (const model of core.catalogue.spaces.list()) {
    const { bad } = await checks.findBadVectors(model);
    if (bad.length > 0) {
      checks.dropVectors(bad);
      done.push(`${bad.length} damaged vectors were removed; photoseek index encodes their photos again.`);
    }
    done.push(await rebuildGraph(core, model));
  }
  return [...done, ...(await removeOtherIndexes(core))];
}

/** A space may have been removed while its server could not be reached, or without its address. */
async function removeOtherIndexes({ catalogue, space }: LibraryCore): Promise<string[]> {
  const removed = await space.removeOthers(
    catalogue.spaces.list().map((row) => toVectorSource(catalogue, row).identity),
  );
  return removed === 0 ? [] : [`The vectors of ${removed} models that are gone were deleted on the server.`];
}

async function rebuildGraph(core: LibraryCore, model: SpaceRow): Promise<string> {
  const isInUse = model.id === core.model.id;
  const space = isInUse ? core.space : core.openIndex(model);
  try {
    await space.rebuild();
    const remote = await space.describeServer();
    if (remote !== undefined) return `The ${space.size} vectors of ${model.name} were sent again to ${remote.server}.`;
    return space.engine === 'hnsw' || space.engine === 'usearch'
      ? `The graph of ${model.name} was built again from ${space.size} vectors.`
      : `${model.name} has ${space.size} vectors and needs no graph.`;
  } finally {
    if (!isInUse) await space.close();
  }
}

async function clearThumbnails({ catalogue, path }: LibraryCore): Promise<string> {
  const hashes = catalogue.checks.listContentHashes();
  const removed = await pruneThumbnails(join(path, 'thumbnails'), (contentHash) => hashes.has(contentHash));
  return `${removed} thumbnails of photos that are no longer in the library were deleted.`;
}
