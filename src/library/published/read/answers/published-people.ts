import type { Box } from '../../../../model/evidence.js';
import type { ReadScope } from '../../../../model/read-scope.js';
import { faceNotFound, personNotFound } from '../../../people/read-people.js';
import type { Face, FacesOptions, PeopleOptions, Person } from '../../../people/types.js';
import { OWNED_FROM } from '../../schema.js';
import type { Bindings } from '../conditions/bindings.js';
import { compilePublishedScope } from '../conditions/compile-scope.js';
import type { PublishedRequest } from '../request.js';

/**
 * The id of a person, whom libraries know by different numbers: 52 bits of the hash of the name. The same name in two libraries is one person.
 * @param face alias of the table
 */
export const personIdOf = (face: string) => `('x' || substr(md5(${face}.name), 1, 13))::bit(52)::bigint`;

interface PersonRow {
  id: string;
  name: string;
  isHidden: boolean;
  faces: string;
  photos: string;
  coverId: string;
  photoId: string;
  contentHash: string;
  frame: number;
  x: number;
  y: number;
  w: number;
  h: number;
}

interface FaceRow {
  id: string;
  photoId: string;
  contentHash: string;
  path: string;
  frame: number;
  x: number;
  y: number;
  w: number;
  h: number;
  score: number | null;
  personId: string;
  name: string;
  isConfirmed: boolean;
}

/** People with names: others are not published. The order is that of a library, but for people in as many photos. */
export async function listPublishedPeople(
  request: PublishedRequest,
  scope: ReadScope | undefined,
  { includeHidden = false, limit = 100, offset = 0, in: folder }: PeopleOptions,
): Promise<{ people: Person[]; total: number }> {
  const rows = await request.query<PersonRow>((bind) => {
    const seen = [...compilePublishedScope(scope, bind), ...compilePublishedScope(folder ? { folder } : {}, bind)];
    return selectPeople(whoseFiles(seen), includeHidden ? '' : 'HAVING NOT bool_and(is_hidden)');
  });
  return { people: rows.slice(offset, offset + limit).map(toPerson), total: rows.length };
}

/** @throws PhotoseekError `person-not-found` */
export async function getPublishedPerson(
  request: PublishedRequest,
  scope: ReadScope | undefined,
  id: number,
): Promise<Person> {
  // The database would round it.
  if (!Number.isSafeInteger(id)) throw personNotFound(id);
  const [row] = await request.query<PersonRow>((bind) =>
    selectPeople([
      ...whoseFiles(compilePublishedScope(scope, bind)),
      `${personIdOf('face')} = ${bind.number(id)}::bigint`,
    ]),
  );
  if (row === undefined) throw personNotFound(id);
  return toPerson(row);
}

/** @throws PhotoseekError `person-not-found` */
export async function listPublishedFacesOf(
  request: PublishedRequest,
  scope: ReadScope | undefined,
  id: number,
  { limit = 100, offset = 0 }: FacesOptions,
): Promise<{ faces: Face[]; total: number }> {
  const { faces: total } = await getPublishedPerson(request, scope, id);
  const rows = await request.query<FaceRow>((bind) =>
    selectFaces(
      request,
      scope,
      bind,
      `${personIdOf('face')} = ${bind.number(id)}::bigint`,
      `face.quality DESC, face.id LIMIT ${Number(limit)} OFFSET ${Number(offset)}`,
    ),
  );
  return { faces: rows.map(toFace), total };
}

/** Faces of people with names in a photo. */
export async function listPublishedFacesIn(
  request: PublishedRequest,
  scope: ReadScope | undefined,
  photoId: number,
): Promise<Face[]> {
  const rows = await request.query<FaceRow>((bind) =>
    selectFaces(
      request,
      scope,
      bind,
      `face.content_id = ${bind.number(photoId)}::bigint`,
      'face.ordinal, face.x, face.id',
    ),
  );
  return rows.map(toFace);
}

/** @throws PhotoseekError `face-not-found` */
export async function getPublishedFace(
  request: PublishedRequest,
  scope: ReadScope | undefined,
  id: number,
): Promise<Face> {
  if (!Number.isSafeInteger(id)) throw faceNotFound(id);
  const [row] = await request.query<FaceRow>((bind) =>
    selectFaces(request, scope, bind, `face.id = ${bind.number(id)}::bigint`, 'face.id'),
  );
  if (row === undefined) throw faceNotFound(id);
  return toFace(row);
}

/** Conditions on faces: a file of their photo fulfils all of them. */
function whoseFiles(conditions: readonly string[]): string[] {
  return conditions.length === 0
    ? []
    : [`face.content_id IN (SELECT content_id FROM photoseek.file AS photo WHERE ${conditions.join(' AND ')})`];
}

function selectPeople(conditions: readonly string[], having = ''): string {
  return `SELECT person.*, cover.content_id AS "photoId", content.hash AS "contentHash", cover.ordinal AS frame, cover.x, cover.y, cover.w, cover.h
    FROM (SELECT ${personIdOf('face')} AS id, min(name) AS name, bool_and(is_hidden) AS "isHidden", count(*) AS faces, count(DISTINCT content_id) AS photos,
        (array_agg(face.id ORDER BY quality DESC, face.id))[1] AS "coverId"
      FROM photoseek.face AS face ${conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`} GROUP BY 1 ${having}) AS person
    JOIN photoseek.face AS cover ON cover.id = person."coverId" JOIN photoseek.content AS content ON content.id = cover.content_id
    ORDER BY person.photos DESC, person.name COLLATE "C"`;
}

function selectFaces(
  { version }: PublishedRequest,
  scope: ReadScope | undefined,
  bind: Bindings,
  condition: string,
  order: string,
): string {
  const seen = ['photo.content_id = face.content_id', ...compilePublishedScope(scope, bind)];
  return `SELECT face.id, face.content_id AS "photoId", content.hash AS "contentHash", seen.path, face.ordinal AS frame, face.x, face.y, face.w, face.h,
      region.score, ${personIdOf('face')} AS "personId", face.name, ${version < OWNED_FROM ? 'false' : 'face.is_confirmed'} AS "isConfirmed"
    FROM photoseek.face AS face JOIN photoseek.content AS content ON content.id = face.content_id
    CROSS JOIN LATERAL (SELECT path FROM photoseek.file AS photo WHERE ${seen.join(' AND ')} ORDER BY is_managed, path LIMIT 1) AS seen
    LEFT JOIN LATERAL (SELECT score FROM photoseek.region AS part WHERE part.content_id = face.content_id AND part.ordinal = face.ordinal AND part.kind = 'face'
      AND (part.x, part.y, part.w, part.h) = (face.x, face.y, face.w, face.h) LIMIT 1) AS region ON true
    WHERE ${condition} ORDER BY ${order}`;
}

function toBox({ x, y, w, h }: { x: number; y: number; w: number; h: number }): Box {
  return { x, y, width: w, height: h };
}

function toPerson(row: PersonRow): Person {
  const { id, name, isHidden, faces, photos, coverId, photoId, contentHash, frame } = row;
  return {
    ...{ id: Number(id), name, isHidden, faces: Number(faces), photos: Number(photos) },
    cover: { faceId: Number(coverId), photoId: Number(photoId), contentHash, frame, box: toBox(row) },
  };
}

function toFace(row: FaceRow): Face {
  const { id, photoId, contentHash, path, frame, score, personId, name, isConfirmed } = row;
  return {
    ...{ id: Number(id), photoId: Number(photoId), contentHash, path, frame, box: toBox(row), score: score ?? 0 },
    person: { id: Number(personId), name },
    isConfirmed,
  };
}
