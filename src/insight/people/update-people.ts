import { createYielder, runAtOnce, runYielding } from '../../runtime/yielder.js';
import type { Catalogue } from '../../store/catalogue.js';
import type { FaceTable, StoredFace } from '../../store/tables/face-table.js';
import { type FaceGroup, groupFaces } from './group-faces.js';
import { matchDecisions } from './match-decisions.js';
import { findStatedPeople } from './name-stated.js';

/** Faces that are read at once. */
const CHUNK = 500;

/** After so many groupings that a correction has overtaken, other work waits for the next one. */
const MAX_OVERTAKEN = 3;

/** The groups of all faces. */
interface Grouping {
  groups: FaceGroup[];
  /** Ids of faces that are none. */
  noFaces: number[];
}

/**
 * Groups all faces of a library anew, and stores the groups in one transaction: a process that is killed leaves the groups from before. Groups
 * keep their people; what a user has decided holds. Takes 4 KB of memory a face. Other work of the process goes on meanwhile; people who are corrected
 * before the groups are stored are grouped once more.
 * @throws PhotoseekError `aborted`; the groups are those from before
 */
export async function updatePeople({ faces }: Pick<Catalogue, 'faces'>, signal?: AbortSignal): Promise<void> {
  const yieldIfDue = createYielder(signal);
  for (let overtaken = 0; overtaken < MAX_OVERTAKEN; overtaken++) {
    const before = faces.readStamp();
    const stored: StoredFace[] = [];
    for (let page = faces.listToGroup(0, CHUNK); page.length > 0; ) {
      stored.push(...page);
      await yieldIfDue();
      page = faces.listToGroup(page.at(-1)?.id, CHUNK);
    }
    // The people whom files name are written first: the groups need their numbers.
    const started = faces.inTransaction(() =>
      faces.readStamp() === before ? { work: startGrouping(faces, stored), stamp: faces.readStamp() } : undefined,
    );
    if (started === undefined) continue;
    const { work, stamp } = started;
    const grouping = await runYielding(work, yieldIfDue);
    const isStored = faces.inTransaction(() => {
      if (faces.readStamp() !== stamp) return false;
      storeGroups(faces, grouping);
      return true;
    });
    if (isStored) return;
  }
  faces.inTransaction(() => {
    storeGroups(faces, runAtOnce(startGrouping(faces, faces.listToGroup())));
  });
}

function startGrouping(faces: FaceTable, stored: readonly StoredFace[]): Generator<void, Grouping> {
  const decided = matchDecisions(stored, faces.listDecisions());
  const stated = findStatedPeople(faces, stored, decided);
  const isNone = (face: StoredFace) => decided.get(face)?.isNoFace === true;
  const known = stored.flatMap((face) => {
    if (isNone(face)) return [];
    const { confirmed = stated.get(face), excluded } = decided.get(face) ?? {};
    const picture = `${face.sha256} ${face.frame}`;
    return [{ ...face, confirmed, excluded, picture, before: face.person ?? undefined }];
  });
  return finish(
    groupFaces(known),
    stored.filter(isNone).map(({ id }) => id),
  );
}

function* finish(work: Generator<void, FaceGroup[]>, noFaces: number[]): Generator<void, Grouping> {
  return { groups: yield* work, noFaces };
}

function storeGroups(faces: FaceTable, { groups, noFaces }: Grouping): void {
  for (const id of noFaces) faces.setPerson(id, null);
  for (const { person, faces: ids } of groups) {
    const known = person ?? faces.addPerson(null);
    for (const id of ids) faces.setPerson(id, known);
  }
  faces.noteGrouped();
  faces.dropEmptyPeople();
}
