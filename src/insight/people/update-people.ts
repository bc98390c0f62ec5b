import type { Catalogue } from '../../store/catalogue.js';
import { groupFaces } from './group-faces.js';
import { matchDecisions } from './match-decisions.js';
import { findStatedPeople } from './name-stated.js';

/** Two people of the library that may be one. */
export interface MaybePair {
  /** The one with fewer faces. */
  person: number;
  other: number;
  /** Mean cosine of their faces. */
  cosine: number;
}

/**
 * Groups all faces of a library anew, and stores the groups in one transaction: a process that is killed leaves the groups from before. Groups
 * keep their people; what a user has decided holds. Takes 4 KB of memory a face.
 * @returns the pairs that may be one person, the likeliest first
 */
export function updatePeople({ faces }: Pick<Catalogue, 'faces'>): MaybePair[] {
  return faces.inTransaction(() => {
    const stored = faces.listToGroup();
    const decided = matchDecisions(stored, faces.listDecisions());
    const stated = findStatedPeople(faces, stored, decided);
    for (const face of stored) if (decided.get(face)?.isNoFace) faces.setPerson(face.id, null);
    const { groups, maybe } = groupFaces(
      stored
        .filter((face) => !decided.get(face)?.isNoFace)
        .map((face) => {
          const { confirmed = stated.get(face), excluded } = decided.get(face) ?? {};
          return { ...face, confirmed, excluded, before: face.person ?? undefined };
        }),
    );
    const persons = groups.map(({ person }) => person ?? faces.addPerson(null));
    for (const [i, group] of groups.entries()) for (const id of group.faces) faces.setPerson(id, persons[i] as number);
    faces.noteGrouped();
    faces.dropEmptyPeople();
    return maybe.map(({ groups: [smaller, larger], cosine }) => {
      return { person: persons[smaller] as number, other: persons[larger] as number, cosine };
    });
  });
}
