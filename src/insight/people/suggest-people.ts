import { createYielder, runYielding } from '../../runtime/yielder.js';
import type { Catalogue } from '../../store/catalogue.js';
import { compareGroups } from './compare-groups.js';
import { matchDecisions } from './match-decisions.js';

/** Two people of the library that may be one. */
export interface MaybePair {
  /** The one with fewer faces. */
  person: number;
  other: number;
  /** Mean cosine of their faces. */
  cosine: number;
}

/**
 * Pairs of people as they are grouped now that may be one, the likeliest first. Takes 4 KB of memory a face, and as long as comparing all people with
 * each other takes, in slices. Nothing is written.
 */
export async function suggestPeople(
  { faces }: Pick<Catalogue, 'faces'>,
  signal: AbortSignal,
): Promise<readonly MaybePair[]> {
  const stored = faces.listToGroup().filter(({ person }) => person !== null);
  const decided = matchDecisions(stored, faces.listDecisions());
  // Two people with names are two, whether a user or a file has named them.
  const named = new Set<number | null>(
    faces.listPeople({}, true).flatMap(({ id, name }) => (name === null ? [] : [id])),
  );
  const groups = new Map<number, typeof stored>();
  for (const face of stored) {
    const group = groups.get(face.person as number);
    if (group === undefined) groups.set(face.person as number, [face]);
    else group.push(face);
  }
  const comparing = compareGroups(
    Array.from(groups.values(), (group) =>
      group.map((face) => {
        const { confirmed = named.has(face.person) ? (face.person as number) : undefined, excluded } =
          decided.get(face) ?? {};
        return { ...face, confirmed, excluded };
      }),
    ),
  );
  const pairs = await runYielding(comparing, createYielder(signal));
  const people = [...groups.keys()];
  return pairs.map(({ groups: [smaller, larger], cosine }) => {
    return { person: people[smaller] as number, other: people[larger] as number, cosine };
  });
}
