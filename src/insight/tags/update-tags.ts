import { createHash } from 'node:crypto';
import { createYielder } from '../../runtime/yielder.js';
import { readCalibration } from '../../search/calibration/stored-calibration.js';
import type { Space } from '../../search/spaces/space.js';
import type { Catalogue } from '../../store/catalogue.js';
import type { TaggedPhoto } from '../../store/tables/tag-table.js';
import { loadCalibration, type TagCalibration, withOwnTags } from './calibration.js';
import { CLASSIFIER_VERSION, createTagClassifier } from './classify-tags.js';
import { joinTags } from './join-tags.js';
import { type LoadedVocabulary, loadVocabulary } from './load-vocabulary.js';
import { getTermVectors } from './term-vectors.js';

/** Dependencies of tagging. */
export interface TagContext {
  catalogue: Catalogue;
  /** The space whose vectors are classified. */
  space: Space;
}

/** Photos tagged in one transaction. */
const CHUNK = 500;

/**
 * Tags every photo that has no tags yet, or all of them when the vocabulary has changed. From stored vectors: nothing is decoded. Takes two reads when there is nothing to do.
 */
export async function updateTags({ catalogue, space }: TagContext, signal?: AbortSignal): Promise<LoadedVocabulary> {
  const { id, dim } = space.row;
  const loaded = await loadVocabulary(catalogue.folder);
  const calibration = withOwnTags(await loadCalibration(), readCalibration(catalogue, id)?.tags);
  const vocabulary = fingerprint(loaded, calibration);
  const yieldIfDue = createYielder(signal);
  let classify: ReturnType<typeof createTagClassifier> | undefined;
  for (;;) {
    const before = catalogue.tags.getProgress(id);
    const from = before?.vocabulary === vocabulary ? before.lastVectorId : 0;
    const { photoIds, data, lastVectorId } = catalogue.tags.listVectorsAfter(id, dim, from, CHUNK);
    if (photoIds.length === 0 && before?.vocabulary === vocabulary) return loaded;
    classify ??=
      photoIds.length === 0 ? undefined : await prepareClassifier(catalogue.folder, space, loaded, calibration);
    const photos: TaggedPhoto[] = [];
    const further = catalogue.tags.listFurtherVectors(photoIds, id, dim);
    for (const [i, photoId] of photoIds.entries()) {
      const own = classify?.(data, i * dim) ?? [];
      const others = further.get(photoId)?.map((vector) => classify?.(vector, 0) ?? []);
      photos.push({ id: photoId, tags: others === undefined ? own : joinTags([own, ...others]) });
      await yieldIfDue();
    }
    // Not written when another process was faster: then the next iteration reads that process's progress.
    catalogue.tags.record(id, before, photos, { vocabulary, lastVectorId });
  }
}

async function prepareClassifier(
  folder: string,
  space: Space,
  { terms, background }: LoadedVocabulary,
  calibration: TagCalibration,
) {
  const encoder = await space.encoder();
  const shipped = await getTermVectors(background, encoder, folder);
  const own = terms === background ? shipped : await getTermVectors(terms, encoder, folder);
  return createTagClassifier(own, shipped, space.row.dim, calibration);
}

/** Of everything that decides which photo gets which tag. */
function fingerprint({ terms, background }: LoadedVocabulary, calibration: TagCalibration): string {
  const decides = [CLASSIFIER_VERSION, calibration, terms, terms === background ? 'shipped' : background];
  return createHash('sha256').update(JSON.stringify(decides)).digest('hex').slice(0, 16);
}
