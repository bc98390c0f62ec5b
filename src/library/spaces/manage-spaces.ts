import { PhotoseekError } from '../../errors.js';
import type { SpaceRow } from '../../model/space.js';
import { removeIndex } from '../../vectors/remove-index.js';
import type { LibraryCore } from '../core.js';
import type { SpaceInfo } from '../types/descriptions.js';
import { withoutRuns } from '../without-runs.js';

/** The spaces of a library with their counts. */
export function listSpaces({ catalogue, spaces }: LibraryCore): SpaceInfo[] {
  return spaces.list().map((row) => ({
    ...row,
    photos: catalogue.vectors.countPhotos(row.id),
    vectors: catalogue.vectors.count(row.id),
    missing: catalogue.spaces.countMissing(row.id),
  }));
}

/** See `Library.activateSpace`. */
export function activateSpace(core: LibraryCore, id: number): void {
  core.assertWritable();
  const { catalogue } = core;
  const space = getSpace(core, id);
  const missing = catalogue.spaces.countMissing(id);
  if (missing > 0) {
    throw new PhotoseekError(
      'bad-argument',
      `Space ${id} (${space.name}) is not complete: ${missing} photos are missing.`,
      {
        hint: `Index the missing photos first: photoseek index FOLDER --model ${space.name}`,
        details: { id, missing },
      },
    );
  }
  catalogue.spaces.setState(id, 'active');
}

/** See `Library.retireSpace`. */
export function retireSpace(core: LibraryCore, id: number): void {
  core.assertWritable();
  const { catalogue, spaces } = core;
  const space = getSpace(core, id);
  const others = spaces.list().filter(({ id: other, state, subject }) => {
    return other !== id && state === 'active' && subject === space.subject;
  });
  const [heir] = others;
  if (heir === undefined) {
    throw new PhotoseekError('bad-argument', `Space ${id} (${space.name}) is the only one that answers queries.`, {
      hint: 'Activate another one first.',
      details: { id },
    });
  }
  catalogue.spaces.setState(id, 'retired');
  // The library is opened with the model of a space that answers.
  if (catalogue.getSetting('model') === space.name) catalogue.setSetting('model', heir.name);
}

/** See `Library.dropSpace`. */
export async function dropSpace(core: LibraryCore, id: number): Promise<void> {
  core.assertWritable();
  const { catalogue, spaces } = core;
  const space = getSpace(core, id);
  if (space.state === 'active' || id === spaces.target.row.id) {
    throw new PhotoseekError('bad-argument', `Space ${id} (${space.name}) is in use.`, {
      hint: 'Use another model first: photoseek models use MODEL',
      details: { id },
    });
  }
  await withoutRuns(core, async () => {
    // First the index: without its rows nothing would know of it. A server that cannot be reached stops it.
    await core.openIndex(space).removeRemote();
    await removeIndex(core.indexPathOf(space));
    catalogue.spaces.drop(id);
  });
}

function getSpace({ spaces }: LibraryCore, id: number): SpaceRow {
  const rows = spaces.list();
  const space = rows.find((row) => row.id === id);
  if (space !== undefined) return space;
  const ids = rows.map((row) => row.id).join(', ');
  throw new PhotoseekError('bad-argument', `There is no space ${id}: expected one of ${ids}.`, { details: { id } });
}
