import type { Catalogue } from '../../store/catalogue.js';
import type { StoredFace } from '../../store/tables/face-table.js';
import { dot } from '../../vectors/math/dot-product.js';
import { matchDecisions } from './match-decisions.js';
import { SAME_PERSON } from './thresholds.js';

/** The sum of the vectors of a person's faces. */
interface PersonSum {
  vector: Float32Array;
  faces: number;
}

/**
 * Finds the people that some faces are of, which are of nobody now: of each the person it is nearest to in the mean, among those it was not said not to
 * be of, or else a new one. The other faces stay where they are.
 */
export function placeFaces({ faces }: Pick<Catalogue, 'faces'>, ids: ReadonlySet<number>): void {
  const stored = faces.listToGroup();
  const decided = matchDecisions(stored, faces.listDecisions());
  const sums = new Map<number, PersonSum>();
  for (const face of stored) if (face.person !== null && !ids.has(face.id)) add(sums, face.person, face);
  for (const face of stored) {
    if (!ids.has(face.id)) continue;
    const excluded = decided.get(face)?.excluded ?? [];
    const person = findNearest(face, sums, excluded) ?? faces.addPerson(null);
    faces.setPerson(face.id, person);
    add(sums, person, face);
  }
}

function add(sums: Map<number, PersonSum>, person: number, { vector }: StoredFace): void {
  const sum = sums.get(person);
  if (sum === undefined) {
    sums.set(person, { vector: vector.slice(), faces: 1 });
    return;
  }
  sum.faces++;
  for (let i = 0; i < vector.length; i++) sum.vector[i] = (sum.vector[i] as number) + (vector[i] as number);
}

function findNearest(
  { vector }: StoredFace,
  sums: ReadonlyMap<number, PersonSum>,
  excluded: readonly number[],
): number | undefined {
  let nearest: number | undefined;
  let best = SAME_PERSON;
  for (const [person, sum] of sums) {
    if (excluded.includes(person)) continue;
    const cosine = dot(vector, sum.vector) / sum.faces;
    if (cosine >= best) [nearest, best] = [person, cosine];
  }
  return nearest;
}
