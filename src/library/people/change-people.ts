import { PhotoseekError } from '../../errors.js';
import { matchDecisions } from '../../insight/people/match-decisions.js';
import { placeFaces } from '../../insight/people/place-faces.js';
import type { Catalogue } from '../../store/catalogue.js';
import type { FacePlace, FaceRow, FaceTable } from '../../store/tables/face-table.js';
import { faceNotFound, personNotFound } from './read-people.js';
import type { FaceTarget, PersonChange } from './types.js';

/** Enough for every face of a person. */
const ALL = 2 ** 31;

/** Names or hides a person. The face that shows most is confirmed along with a name: the person keeps the group around it. */
export function updatePerson({ faces }: Pick<Catalogue, 'faces'>, id: number, change: PersonChange): void {
  faces.inTransaction(() => {
    const name = change.name?.normalize('NFC').replace(/\s+/g, ' ').trim();
    if (name === '') throw new PhotoseekError('bad-argument', 'name must have a letter, got an empty text.');
    const known = { ...change, ...(change.name !== undefined && { name: name ?? null }) };
    if (!faces.changePerson(id, known)) throw personNotFound(id);
    if (name !== undefined) confirmBest(faces, id);
  });
}

/** Makes several people one, who keeps the first one's id, and its name or else the first name that there is. */
export function mergePeople({ faces }: Pick<Catalogue, 'faces'>, into: number, from: readonly number[]): void {
  faces.inTransaction(() => {
    const target = requirePerson(faces, into);
    confirmBest(faces, into);
    let { name } = target;
    for (const id of new Set(from)) {
      if (id === into) continue;
      name ??= requirePerson(faces, id).name;
      for (const face of listAll(faces, id)) {
        decide(faces, face, 'is', into);
        faces.setPerson(face.id, into);
      }
      faces.movePersonDecisions(id, into);
      faces.removePerson(id);
    }
    if (name !== target.name) faces.changePerson(into, { name });
  });
}

/**
 * Says of which person faces are, of which they are not, or that they are none. Other faces that are like these follow when all are grouped the next
 * time, after an index run that found faces.
 * @returns the person that was made for `newPerson`
 */
export function assignFaces(
  catalogue: Pick<Catalogue, 'faces'>,
  faceIds: readonly number[],
  target: FaceTarget,
): number | null {
  const { faces } = catalogue;
  return faces.inTransaction(() => {
    const rows = faceIds.map((id) => {
      const row = faces.find(id);
      if (row === undefined) throw faceNotFound(id);
      return row;
    });
    let made: number | null = null;
    if (target === 'no-face') {
      for (const row of rows) {
        decide(faces, row, 'no-face', null);
        faces.setPerson(row.id, null);
      }
    } else if ('notThis' in target) {
      requirePerson(faces, target.notThis);
      // A group without a confirmed face is no person yet that a face could be kept from.
      confirmBest(faces, target.notThis, new Set(faceIds));
      for (const row of rows) decide(faces, row, 'is-not', target.notThis);
      const own = rows.filter(({ personId }) => personId === target.notThis);
      placeFaces(catalogue, new Set(own.map(({ id }) => id)));
    } else {
      if ('newPerson' in target) made = faces.addPerson(target.newPerson);
      const person = 'person' in target ? requirePerson(faces, target.person).id : (made as number);
      for (const row of rows) {
        // Those that stay behind keep their person, and do not follow.
        if (row.personId !== null && row.personId !== person) confirmBest(faces, row.personId, new Set(faceIds));
        decide(faces, row, 'is', person);
        faces.setPerson(row.id, person);
      }
    }
    faces.dropEmptyPeople();
    return made;
  });
}

/** Says that two people are two: the best face of each is confirmed, and groups with confirmed faces of two people are never joined. */
export function keepApart({ faces }: Pick<Catalogue, 'faces'>, one: number, other: number): void {
  if (one === other) throw new PhotoseekError('bad-argument', `keepApart() needs two people, got ${one} twice.`);
  faces.inTransaction(() => {
    for (const id of [one, other]) {
      requirePerson(faces, id);
      confirmBest(faces, id);
    }
  });
}

function requirePerson(faces: FaceTable, id: number) {
  const [row] = faces.listPeople({}, true, id);
  if (row === undefined) throw personNotFound(id);
  return row;
}

/** @param but faces that are to be decided otherwise */
function confirmBest(faces: FaceTable, person: number, but: ReadonlySet<number> = new Set()): void {
  const best = listAll(faces, person).find(({ id }) => !but.has(id));
  if (best !== undefined) decide(faces, best, 'is', person);
}

function listAll(faces: FaceTable, person: number): FaceRow[] {
  return faces.listOfPerson(person, {}, ALL, 0);
}

/** Stores a decision in place of those about the same face that it answers. */
function decide(faces: FaceTable, row: FaceRow, verdict: 'is' | 'is-not' | 'no-face', person: number | null): void {
  const place: FacePlace = { sha256: faces.hashOf(row.photoId), frame: row.frame, box: row.box };
  const others = faces.listOfPhoto(row.photoId).map((other) => ({ ...other, sha256: place.sha256 }));
  const known = faces.listDecisionsOf(new Set([place.sha256]));
  const own = others.find(({ id }) => id === row.id);
  const ids = new Set(own && matchDecisions(others, known).get(own)?.ids);
  const answered = known.filter(
    (old) =>
      ids.has(old.id) &&
      (verdict !== 'is-not' || old.verdict !== 'is-not' || old.person === person) &&
      (verdict !== 'is' || old.verdict !== 'is-not' || old.person === person),
  );
  faces.removeDecisions(answered.map(({ id }) => id));
  faces.addDecision(place, verdict, person);
}
