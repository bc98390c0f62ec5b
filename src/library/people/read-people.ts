import { PhotoseekError } from '../../errors.js';
import { matchDecisions } from '../../insight/people/match-decisions.js';
import { filesWithin } from '../../search/present/to-photo.js';
import type { Catalogue } from '../../store/catalogue.js';
import type { FaceRow, FaceScope, PersonRow } from '../../store/tables/face-table.js';
import type { Face, FacesOptions, PeopleOptions, Person } from './types.js';

type Stored = Pick<Catalogue, 'faces' | 'files'>;

/** People as a reader sees them. @param within only what lies below this folder exists */
export function listPeople(
  { faces }: Stored,
  within: string | undefined,
  { includeHidden = false, limit = 100, offset = 0, in: folder }: PeopleOptions,
): { people: Person[]; total: number } {
  const scope = toScope(within, folder);
  const rows = faces.listPeople(scope, includeHidden);
  return { people: rows.slice(offset, offset + limit).map((row) => toPerson(row, faces, scope)), total: rows.length };
}

/** @throws PhotoseekError `person-not-found` */
export function getPerson({ faces }: Stored, within: string | undefined, id: number): Person {
  const scope = toScope(within);
  const [row] = faces.listPeople(scope, true, id);
  if (row === undefined) throw personNotFound(id);
  return toPerson(row, faces, scope);
}

/** @throws PhotoseekError `person-not-found` */
export function listFacesOf(
  stored: Stored,
  within: string | undefined,
  id: number,
  { limit = 100, offset = 0 }: FacesOptions,
): { faces: Face[]; total: number } {
  const { faces: total } = getPerson(stored, within, id);
  return { faces: toFaces(stored, within, stored.faces.listOfPerson(id, toScope(within), limit, offset)), total };
}

/** The faces in a photo that the reader sees. */
export function listFacesIn(stored: Stored, within: string | undefined, photoId: number): Face[] {
  return toFaces(stored, within, stored.faces.listOfPhoto(photoId));
}

/** The error for a person that is not there, or not for this reader. */
export function personNotFound(id: number): PhotoseekError {
  return new PhotoseekError('person-not-found', `The library has no person ${id}.`, {
    hint: 'List them: photoseek people',
    details: { id },
  });
}

function toScope(...folders: (string | undefined)[]): FaceScope {
  return { folders: folders.filter((folder) => folder !== undefined) };
}

function toPerson(row: PersonRow, faces: Catalogue['faces'], scope: FaceScope): Person {
  const [best] = faces.listOfPerson(row.id, scope, 1, 0);
  const cover = best && { faceId: best.id, photoId: best.photoId, frame: best.frame, box: best.box };
  return { ...row, cover: cover ?? null };
}

function toFaces({ faces, files }: Stored, within: string | undefined, rows: readonly FaceRow[]): Face[] {
  const photos = new Map([...new Set(rows.map(({ photoId }) => photoId))].map((id) => [id, files.getPhotoFiles(id)]));
  const places = rows.map((row) => ({ ...row, sha256: faces.hashOf(row.photoId) }));
  const decided = matchDecisions(places, faces.listDecisionsOf(new Set(places.map(({ sha256 }) => sha256))));
  return places.flatMap((place) => {
    const { id, photoId, frame, box, score, personId, name } = place;
    const photo = photos.get(photoId);
    const path = photo && filesWithin(photo, within)[0]?.path;
    if (path === undefined) return [];
    const isConfirmed = personId !== null && decided.get(place)?.confirmed === personId;
    const person = personId === null ? null : { id: personId, name };
    return { id, photoId, path, frame, box, score, person, isConfirmed };
  });
}
