/** FAKE people of the fake library of the page: the changes are made, nothing is recognised. */
import { PhotoseekError } from '#src/errors.js';
import type { Face, PeoplePair, Person } from '#src/library/people/types.js';
import type { Library } from '#src/library/types/library.js';

const BOX = { x: 0.4, y: 0.2, width: 0.12, height: 0.2 };

/** Id of a person, and the photos that show them, one face in each. */
type Group = Pick<Person, 'id' | 'name' | 'isHidden'> & { photos: number[] };

type PeopleCalls = Pick<
  Library,
  | 'people'
  | 'person'
  | 'facesOf'
  | 'facesIn'
  | 'face'
  | 'faceImage'
  | 'updatePerson'
  | 'mergePeople'
  | 'assignFaces'
  | 'keepApart'
  | 'suggestedPeople'
>;

/** Two people with a name, two without of whom one may be the other, and one who is hidden. */
export function makeFakePeople(): PeopleCalls & { countFaces: () => number } {
  let groups: Group[] = [
    { id: 1, name: 'Anna', isHidden: false, photos: [2, 3, 4, 5, 6, 7] },
    { id: 2, name: 'Benedikt Sommerfeld', isHidden: false, photos: [8, 9] },
    { id: 3, name: null, isHidden: false, photos: [10, 11, 12] },
    { id: 4, name: null, isHidden: false, photos: [13] },
    { id: 5, name: null, isHidden: true, photos: [14] },
  ];
  let isApart = false;

  // The id of a face is that of its photo.
  const toFace = (group: Group, photoId: number): Face => ({
    ...{ id: photoId, photoId, contentHash: photoId.toString(16).padStart(16, '0'), frame: 0, box: BOX },
    ...{ path: `/photos/IMG_${photoId}.jpg`, score: 0.9, isConfirmed: false },
    person: { id: group.id, name: group.name },
  });
  const toPerson = (group: Group): Person => {
    const { photos, ...known } = group;
    const [first] = photos.map((id) => toFace(group, id));
    const cover =
      first === undefined
        ? null
        : { faceId: first.id, photoId: first.photoId, contentHash: first.contentHash, frame: 0, box: BOX };
    return { ...known, faces: photos.length, photos: photos.length, cover };
  };
  const find = (id: number): Group => {
    const group = groups.find((one) => one.id === id);
    if (group === undefined) throw new PhotoseekError('person-not-found', `The library has no person ${id}.`);
    return group;
  };
  const listFaces = () => groups.flatMap((group) => group.photos.map((id) => toFace(group, id)));
  const add = (name: string | null): Group => {
    const group = { id: 1 + Math.max(...groups.map(({ id }) => id)), name, isHidden: false, photos: [] };
    groups.push(group);
    return group;
  };

  return {
    countFaces: () => listFaces().length,
    people: async ({ includeHidden = false, limit = 100, offset = 0 } = {}) => {
      const listed = groups
        .filter(({ isHidden }) => includeHidden || !isHidden)
        .sort((a, b) => Number(a.name === null) - Number(b.name === null) || b.photos.length - a.photos.length);
      return { people: listed.slice(offset, offset + limit).map(toPerson), total: listed.length };
    },
    person: async (id) => toPerson(find(id)),
    facesOf: async (id, { limit = 100, offset = 0 } = {}) => {
      const group = find(id);
      const faces = group.photos.map((photo) => toFace(group, photo));
      return { faces: faces.slice(offset, offset + limit), total: faces.length };
    },
    facesIn: async (id) => listFaces().filter(({ photoId }) => photoId === id),
    face: async (id) => {
      const face = listFaces().find((one) => one.id === id);
      if (face === undefined) throw new PhotoseekError('face-not-found', `The library has no face ${id}.`);
      return face;
    },
    faceImage: async (id) => ({ bytes: drawFace(id), mediaType: 'image/svg+xml' }),
    updatePerson: async (id, { name, isHidden }) => {
      const group = find(id);
      if (name !== undefined) group.name = name;
      if (isHidden !== undefined) group.isHidden = isHidden;
      return toPerson(group);
    },
    mergePeople: async (into, from) => {
      const group = find(into);
      for (const other of from.map(find)) {
        group.photos.push(...other.photos);
        group.name ??= other.name;
      }
      groups = groups.filter(({ id }) => !from.includes(id));
      return toPerson(group);
    },
    assignFaces: async (ids, target) => {
      for (const group of groups) group.photos = group.photos.filter((id) => !ids.includes(id));
      if (target === 'no-face') return null;
      const made = 'person' in target ? null : add('newPerson' in target ? target.newPerson : null);
      const group = made ?? find((target as { person: number }).person);
      group.photos.push(...ids);
      return 'newPerson' in target ? group.id : null;
    },
    keepApart: async () => {
      isApart = true;
    },
    suggestedPeople: async (): Promise<PeoplePair[]> => {
      const pair = [4, 3].map((id) => groups.find((group) => group.id === id));
      const [person, other] = pair;
      if (isApart || person === undefined || other === undefined) return [];
      return [{ person: toPerson(person), other: toPerson(other), cosine: 0.66 }];
    },
  };
}

/** A head on shoulders, another one for each face. */
function drawFace(id: number): Uint8Array {
  const hue = (id * 67) % 360;
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256" viewBox="0 0 10 10"><rect width="10" height="10" fill="hsl(${hue} 35% 70%)"/><ellipse cx="5" cy="10" rx="4" ry="3" fill="hsl(${hue + 90} 35% 40%)"/><circle cx="5" cy="4.6" r="2.4" fill="hsl(30 45% ${60 + (id % 4) * 6}%)"/></svg>`,
  );
}
