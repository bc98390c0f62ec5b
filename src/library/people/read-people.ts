import { PhotoseekError } from '../../errors.js';
import { matchDecisions } from '../../insight/people/match-decisions.js';
import type { ReadScope } from '../../model/read-scope.js';
import type { Catalogue } from '../../store/catalogue.js';
import type { FaceRow, FaceScope, PersonRow } from '../../store/tables/face-table.js';
import type { Face, FacesOptions, PeopleOptions, Person } from './types.js';

type Stored = Pick<Catalogue, 'faces' | 'files'>;

/** People as a reader sees them. @param scope what exists for the reader */
export function listPeople(
  { faces }: Stored,
  scope: ReadScope | undefined,
  { includeHidden = false, limit = 100, offset = 0, in: folder }: PeopleOptions,
): { people: Person[]; total: number } {
  const shown = { scope, folder };
  const rows = faces.listPeople(shown, includeHidden);
  return { people: rows.slice(offset, offset + limit).map((row) => toPerson(row, faces, shown)), total: rows.length };
}

/** @throws PhotoseekError `person-not-found` */
export function getPerson({ faces }: Stored, scope: ReadScope | undefined, id: number): Person {
  const [row] = faces.listPeople({ scope }, true, id);
  if (row === undefined) throw personNotFound(id);
  return toPerson(row, faces, { scope });
}

/** @throws PhotoseekError `person-not-found` */
export function listFacesOf(
  stored: Stored,
  scope: ReadScope | undefined,
  id: number,
  { limit = 100, offset = 0 }: FacesOptions,
): { faces: Face[]; total: number } {
  const { faces: total } = getPerson(stored, scope, id);
  return { faces: listFaces(stored, scope, stored.faces.listOfPerson(id, { scope }, limit, offset)), total };
}

/** The faces in a photo that the reader sees. */
export function listFacesIn(stored: Stored, scope: ReadScope | undefined, photoId: number): Face[] {
  return listFaces(stored, scope, stored.faces.listOfPhoto(photoId));
}

/** @throws PhotoseekError `face-not-found` */
export function getFace(stored: Stored, scope: ReadScope | undefined, id: number): Face {
  const row = stored.faces.find(id);
  const [face] = row === undefined ? [] : listFaces(stored, scope, [row]);
  if (face === undefined) throw faceNotFound(id);
  return face;
}

/** The error for a face that is not there, or not for this reader. */
export function faceNotFound(id: number): PhotoseekError {
  return new PhotoseekError('face-not-found', `The library has no face ${id}.`, {
    hint: 'Faces get other ids when their photo is looked at anew; list those of the photo again.',
    details: { id },
  });
}

/** The error for a person that is not there, or not for this reader. */
export function personNotFound(id: number): PhotoseekError {
  return new PhotoseekError('person-not-found', `The library has no person ${id}.`, {
    hint: 'List them: photoseek people',
    details: { id },
  });
}

function toPerson(row: PersonRow, faces: Catalogue['faces'], shown: FaceScope): Person {
  const [best] = faces.listOfPerson(row.id, shown, 1, 0);
  const cover = best && {
    ...{ faceId: best.id, photoId: best.photoId, contentHash: shortenHash(faces.hashOf(best.photoId)) },
    ...{ frame: best.frame, box: best.box },
  };
  return { ...row, cover: cover ?? null };
}

/** Faces as a reader sees them, those in photos that do not exist for the reader left out. */
export function listFaces({ faces, files }: Stored, scope: ReadScope | undefined, rows: readonly FaceRow[]): Face[] {
  const ids = [...new Set(rows.map(({ photoId }) => photoId))];
  const photos = new Map(ids.map((id) => [id, files.getPhotoFiles(id, scope)]));
  const places = rows.map((row) => ({ ...row, sha256: faces.hashOf(row.photoId) }));
  const decided = matchDecisions(places, faces.listDecisionsOf(new Set(places.map(({ sha256 }) => sha256))));
  return places.flatMap((place) => {
    const { id, photoId, frame, box, score, personId, name } = place;
    const photo = photos.get(photoId);
    const path = photo?.files[0]?.path;
    if (photo === undefined || path === undefined) return [];
    const isConfirmed = personId !== null && decided.get(place)?.confirmed === personId;
    const person = personId === null ? null : { id: personId, name };
    return { id, photoId, contentHash: photo.contentHash, path, frame, box, score, person, isConfirmed };
  });
}

function shortenHash(sha256: string): string {
  return sha256.slice(0, 16);
}
