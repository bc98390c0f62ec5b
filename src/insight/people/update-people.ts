import type { Catalogue } from '../../store/catalogue.js';
import { groupFaces } from './group-faces.js';
import { matchDecisions } from './match-decisions.js';
import { findStatedPeople } from './name-stated.js';

/**
 * Groups all faces of a library anew, and stores the groups in one transaction: a process that is killed leaves the groups from before. Groups
 * keep their people; what a user has decided holds. Takes 4 KB of memory a face.
 */
export function updatePeople({ faces }: Pick<Catalogue, 'faces'>): void {
  faces.inTransaction(() => {
    const stored = faces.listToGroup();
    const decided = matchDecisions(stored, faces.listDecisions());
    const stated = findStatedPeople(faces, stored, decided);
    for (const face of stored) if (decided.get(face)?.isNoFace) faces.setPerson(face.id, null);
    const { groups } = groupFaces(
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
  });
}
