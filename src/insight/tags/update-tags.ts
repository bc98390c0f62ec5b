import { createHash } from 'node:crypto';
import { createYielder } from '../../runtime/yielder.js';
import type { SearchParts } from '../../search/search-parts.js';
import type { TaggedPhoto } from '../../store/tables/tag-table.js';
import { createTagClassifier, JUDGE_VERSION } from './judge-photo.js';
import { type LoadedVocabulary, loadVocabulary } from './load-vocabulary.js';
import { getWordVectors } from './word-vectors.js';

/** What tagging works with. */
export type TagParts = Pick<SearchParts, 'catalogue' | 'model' | 'encoder'>;

/** Photos tagged in one transaction. */
const CHUNK = 500;

/**
 * Gives every photo its tags that has none yet, or all of them when the words have changed. From stored vectors: nothing is decoded. Costs
 * two reads when there is nothing to do.
 */
export async function updateTags(parts: TagParts, signal?: AbortSignal): Promise<LoadedVocabulary> {
  const { catalogue, model } = parts;
  const loaded = await loadVocabulary(catalogue.folder);
  const vocabulary = fingerprint(loaded);
  const yieldIfDue = createYielder(signal);
  let judge: ReturnType<typeof createTagClassifier> | undefined;
  for (;;) {
    const before = catalogue.tags.getProgress(model.id);
    const from = before?.vocabulary === vocabulary ? before.lastVectorId : 0;
    const { photoIds, data, lastVectorId } = catalogue.tags.listVectorsAfter(model.id, model.dim, from, CHUNK);
    if (photoIds.length === 0 && before?.vocabulary === vocabulary) return loaded;
    judge ??= photoIds.length === 0 ? undefined : await prepareTagClassifier(parts, loaded);
    const photos: TaggedPhoto[] = [];
    for (const [i, id] of photoIds.entries()) {
      photos.push({ id, tags: judge?.(data, i * model.dim) ?? [] });
      await yieldIfDue();
    }
    // Not written when another process was faster: then the next look sees how far that one has come.
    catalogue.tags.record(model.id, before, photos, { vocabulary, lastVectorId });
  }
}

async function prepareTagClassifier({ encoder, model, catalogue }: TagParts, { words, background }: LoadedVocabulary) {
  const shipped = await getWordVectors(background, encoder, catalogue.folder);
  const own = words === background ? shipped : await getWordVectors(words, encoder, catalogue.folder);
  return createTagClassifier(own, shipped, model.dim);
}

/** Of everything that decides which photo gets which tag. */
function fingerprint({ words, background }: LoadedVocabulary): string {
  const decides = [JUDGE_VERSION, words, words === background ? 'shipped' : background];
  return createHash('sha256').update(JSON.stringify(decides)).digest('hex').slice(0, 16);
}
