import { createHash } from 'node:crypto';
import { createYielder } from '../../runtime/yielder.js';
import { readCalibration } from '../../search/calibration/stored-calibration.js';
import type { Space } from '../../search/spaces/space.js';
import type { Catalogue } from '../../store/catalogue.js';
import type { JudgedPhoto, TaggedPhoto } from '../../store/tables/tag-table.js';
import { createKindJudge, joinKinds, KIND_TERMS, KINDS_VERSION } from '../kinds/judge-kinds.js';
import { loadCalibration, loadThingTerms, type TagCalibration, withOwnTags } from './calibration.js';
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
 * Gives every photo its tags and kinds that has changed since they were judged, or all of them when the vocabulary has. From stored vectors, looks and
 * regions: nothing is decoded. Takes two reads when there is nothing to do.
 */
export async function updateTags({ catalogue, space }: TagContext, signal?: AbortSignal): Promise<LoadedVocabulary> {
  const { id, dim } = space.row;
  const loaded = await loadVocabulary(catalogue.folder);
  const calibration = withOwnTags(await loadCalibration(), readCalibration(catalogue, id)?.tags);
  const vocabulary = await fingerprint(loaded, calibration);
  const yieldIfDue = createYielder(signal);
  let judge: Awaited<ReturnType<typeof prepareJudge>> | undefined;
  for (;;) {
    const before = catalogue.tags.getProgress(id);
    const from = before?.vocabulary === vocabulary ? before.lastChangeId : 0;
    const changed = catalogue.tags.listChangedAfter(id, dim, from, CHUNK);
    if (changed.length === 0 && before?.vocabulary === vocabulary) return loaded;
    judge ??= changed.length === 0 ? undefined : await prepareJudge(catalogue.folder, space, loaded, calibration);
    const photos: TaggedPhoto[] = [];
    for (const photo of changed) {
      if (judge !== undefined) photos.push(judge(photo));
      await yieldIfDue();
    }
    // Not written when another process was faster: then the next iteration reads that process's progress.
    catalogue.tags.record(id, before, photos, { vocabulary, lastChangeId: changed.at(-1)?.changeId ?? from });
  }
}

async function prepareJudge(
  folder: string,
  space: Space,
  { terms, background }: LoadedVocabulary,
  calibration: TagCalibration,
): Promise<(photo: JudgedPhoto) => TaggedPhoto> {
  const encoder = await space.encoder();
  const shipped = await getTermVectors(background, encoder, folder);
  const own = terms === background ? shipped : await getTermVectors(terms, encoder, folder);
  const classify = createTagClassifier(own, shipped, space.row.dim, calibration, await loadThingTerms());
  const judgeKinds = createKindJudge(await getTermVectors(KIND_TERMS, encoder, folder), shipped, space.row.dim);
  return ({ id, frames }) => {
    const [first, ...others] = frames.map(classify);
    const tags = others.length === 0 ? (first ?? []) : joinTags([first ?? [], ...others]);
    return { id, tags, kinds: joinKinds(frames.map(judgeKinds)) };
  };
}

/** Of everything that decides which photo gets which tag and kind. */
async function fingerprint({ terms, background }: LoadedVocabulary, calibration: TagCalibration): Promise<string> {
  const words = [terms, terms === background ? 'shipped' : background];
  const decides = [CLASSIFIER_VERSION, KINDS_VERSION, calibration, await loadThingTerms(), ...words];
  return createHash('sha256').update(JSON.stringify(decides)).digest('hex').slice(0, 16);
}
