import { matchDecisions } from '../../../insight/people/match-decisions.js';
import type { Catalogue } from '../../../store/catalogue.js';
import type { PublishedContent } from '../../../store/queries/publication-queries.js';

/** Contents with what users have said of their faces: which are confirmed to be of their person. */
export function completeFaces(
  { faces }: Pick<Catalogue, 'faces'>,
  contents: readonly PublishedContent[],
): PublishedContent[] {
  const withFaces = contents.filter((content) => content.faces.length > 0);
  if (withFaces.length === 0) return [...contents];
  const places = withFaces.flatMap(({ id, sha256 }) =>
    faces.listOfPhoto(id).map((face) => ({ ...face, sha256: sha256.toString('hex') })),
  );
  const decided = matchDecisions(places, faces.listDecisionsOf(new Set(places.map(({ sha256 }) => sha256))));
  const confirmed = new Set(
    places
      .filter((place) => place.personId !== null && decided.get(place)?.confirmed === place.personId)
      .map(({ photoId, frame, box: { x, y, width, height } }) => toKey([photoId, frame, x, y, width, height])),
  );
  return contents.map((content) => ({
    ...content,
    faces: content.faces.map((face) => {
      const { ordinal, x, y, w, h } = face;
      return { ...face, isConfirmed: confirmed.has(toKey([content.id, ordinal, x, y, w, h])) };
    }),
  }));
}

function toKey(place: readonly number[]): string {
  return place.join(' ');
}
