import type { Catalogue } from '../../store/catalogue.js';
import { listFacesOf, listPeople } from './read-people.js';
import type { ExportedPeople } from './types.js';

/** All people with their faces, as a program takes them over. */
export function exportPeople(catalogue: Pick<Catalogue, 'faces' | 'files'>): ExportedPeople {
  const { people } = listPeople(catalogue, undefined, { includeHidden: true, limit: Number.MAX_SAFE_INTEGER });
  return {
    version: 1,
    people: people.map(({ id, name, isHidden }) => {
      const { faces } = listFacesOf(catalogue, undefined, id, { limit: Number.MAX_SAFE_INTEGER });
      return {
        ...{ id, name, isHidden },
        faces: faces.map(({ id: faceId, photoId, path, frame, box, score, isConfirmed }) => {
          return { id: faceId, photoId, path, frame, box, score, isConfirmed };
        }),
      };
    }),
  };
}
