import { toLooseKey } from '../../model/comparison-key.js';
import type { FaceTable, StoredFace } from '../../store/tables/face-table.js';
import type { Decided } from './match-decisions.js';
import { matchStated } from './match-stated.js';

/**
 * The people whom files name, by face. What a user has decided about a face wins. A name stands for the person who had it first, also when a user has given
 * that person another name since.
 */
export function findStatedPeople(
  faces: FaceTable,
  stored: readonly StoredFace[],
  decided: ReadonlyMap<StoredFace, Decided>,
): Map<StoredFace, number> {
  const stated = matchStated(stored, faces.listStated());
  const people = new Map<StoredFace, number>();
  if (stated.size === 0) return people;
  const known = new Map(faces.listPeople({}, true).map((person) => [person.id, person]));
  const byName = new Map([...faces.readStatedNames()].filter(([, id]) => known.has(id)));
  for (const { id, name } of known.values())
    if (name !== null && !byName.has(toLooseKey(name))) byName.set(toLooseKey(name), id);
  const confirmed = new Set([...decided.values()].flatMap((one) => one.confirmed ?? []));
  for (const [face, name] of stated) {
    const { confirmed: own, excluded = [], isNoFace } = decided.get(face) ?? {};
    if (own !== undefined || isNoFace) continue;
    const key = toLooseKey(name);
    const id = byName.get(key) ?? addPerson(face, name);
    byName.set(key, id);
    if (!excluded.includes(id)) people.set(face, id);
  }
  faces.writeStatedNames(new Map([...byName].filter(([, id]) => known.has(id))));
  return people;

  /** A group without a name and without a decision gets the name, and keeps its number. */
  function addPerson({ person }: StoredFace, name: string): number {
    const before = person === null ? undefined : known.get(person);
    const isFree = before !== undefined && before.name === null && !confirmed.has(before.id);
    const id = isFree ? before.id : faces.addPerson(name);
    if (isFree) faces.changePerson(id, { name });
    known.set(id, { id, name, isHidden: before?.isHidden ?? false, faces: 0, photos: 0 });
    return id;
  }
}
