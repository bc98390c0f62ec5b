import { RunLock } from '../../store/database/run-lock.js';
import type { LibraryCore } from '../core.js';
import type { ModelUpgrade } from '../types/descriptions.js';
import { findUpgrade } from './find-upgrade.js';

/** How far bringing the library over to the current embedded model is; `null` where there is nothing to do. */
export function describeUpgrade(core: LibraryCore): ModelUpgrade | null {
  const upgrade = findUpgrade(core);
  if (upgrade === undefined) return null;
  const { from, to, building } = upgrade;
  const { counts, spaces } = core.catalogue;
  const photos = counts.photos();
  return {
    from: from.name,
    to,
    missing: building === undefined ? photos : spaces.countMissing(building.id),
    photos,
    isRunning: RunLock.isTaken(core.path, 'upgrade'),
  };
}
