import type { PersonEvidence } from '../../model/evidence.js';
import type { Filter } from '../../model/filter.js';
import type { NamedFace } from '../../store/queries/person-queries.js';
import type { SearchCatalogue } from '../search-catalogue.js';

/**
 * The people that photos show of those who are asked for by name, by photo. Names that metadata states have no faces.
 * @param wanted filters that are not negated
 */
export function listPeople(
  { people }: Pick<SearchCatalogue, 'people'>,
  wanted: readonly Filter[],
  photoIds: readonly number[],
): ReadonlyMap<number, PersonEvidence[]> {
  const names = wanted.flatMap(({ condition }) => (condition.field === 'person' ? condition.value : []));
  const byPerson = new Map<string, NamedFace[]>();
  for (const name of new Set(names))
    for (const face of people.listFacesOf(name, photoIds)) {
      const key = `${face.photoId} ${face.personId}`;
      const known = byPerson.get(key) ?? [];
      if (!known.some(({ id }) => id === face.id)) byPerson.set(key, [...known, face]);
    }
  const byPhoto = new Map<number, PersonEvidence[]>();
  for (const faces of byPerson.values()) {
    const [best] = faces as [NamedFace];
    const { frame } = best;
    const boxes = faces.filter((face) => face.frame.ordinal === frame.ordinal).map(({ box }) => box);
    const evidence: PersonEvidence = {
      ...{ type: 'person', person: { id: best.personId, name: best.name }, frame },
      ...{ boxes, relevance: 0 },
    };
    byPhoto.set(best.photoId, [...(byPhoto.get(best.photoId) ?? []), evidence]);
  }
  return byPhoto;
}
