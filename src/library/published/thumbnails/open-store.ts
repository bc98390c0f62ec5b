import { FolderStore } from '../../../media/thumbnails/folder-store.js';
import type { ThumbnailStore } from '../../../media/thumbnails/thumbnail-store.js';
import { makeFolder } from '../../../runtime/make-folder.js';
import { isOutage } from '../outage.js';
import { isBucketAddress, resolvePlace } from './bucket-address.js';

/**
 * Opens the place that publishing machines and servers share thumbnails in. What keeps a bucket from being used is said now, not with each thumbnail.
 * @param place a folder, or the address of a bucket
 * @param use whether something will be written: a folder is made then; a server starts also while its bucket cannot be reached
 * @throws PhotoseekError `bad-argument`, `needs-bucket-client`, codes of buckets
 */
export async function openThumbnailStore(place: string, use: 'read' | 'write'): Promise<ThumbnailStore> {
  const resolved = resolvePlace(place);
  if (!isBucketAddress(resolved)) {
    if (use === 'write') makeFolder(resolved);
    return new FolderStore(resolved);
  }
  const { BucketStore } = await import('./bucket-store.js');
  const store = await BucketStore.open(resolved, use);
  try {
    await store.check();
    return store;
  } catch (error) {
    if (use === 'read' && isOutage(error)) return store;
    store.close();
    throw error;
  }
}
