import { PhotoseekError } from '../../../errors.js';
import type { Person } from '../../../library/people/types.js';
import type { PhotoReader } from '../../../library/types/library.js';
import { type Route, route, SENT } from '../../app/make-router.js';
import type { ServerContext } from '../../app/server-context.js';
import { sendCached } from '../shared/send-cached.js';
import { addFaceLinks, addPersonLinks, type LinkedPerson, printVersion } from './links.js';
import * as operations from './operation.js';

/**
 * People, and the faces that they are recognised by. Changes concern the whole library, and are asked for only what the client sees: people and faces
 * that do not exist for it are not found.
 */
export function makePeopleRoutes({ library, queues, basePath }: ServerContext): Route[] {
  return [
    route(operations.listPeople, async ({ query: { hidden, in: folder, limit, offset }, reader }) => {
      const { people, total } = await reader.people({
        ...{ includeHidden: hidden, limit, offset },
        ...(folder !== undefined && { in: folder }),
      });
      return { people: people.map((person) => addPersonLinks(person, basePath)), total };
    }),
    route(
      operations.suggestPeople,
      async ({ query: { limit }, reader }) => {
        const suggestions: { person: LinkedPerson; other: LinkedPerson; cosine: number }[] = [];
        for (const { cosine, ...pair } of await library.suggestedPeople({ limit })) {
          const people = await Promise.all([findPerson(reader, pair.person.id), findPerson(reader, pair.other.id)]);
          const [person, other] = people.map((one) => one && addPersonLinks(one, basePath));
          if (person !== undefined && other !== undefined) suggestions.push({ person, other, cosine });
        }
        return { suggestions };
      },
      { queue: queues.search },
    ),
    route(operations.keepPeopleApart, async ({ body: { people }, reader }) => {
      for (const id of people) await reader.person(id);
      await library.keepApart(...people);
    }),
    route(operations.getPerson, async ({ params: { id }, reader }) =>
      addPersonLinks(await reader.person(id), basePath),
    ),
    route(operations.updatePerson, async ({ params: { id }, body: { name, isHidden }, reader }) => {
      await reader.person(id);
      const change = { ...(name !== undefined && { name }), ...(isHidden !== undefined && { isHidden }) };
      await library.updatePerson(id, change);
      return addPersonLinks(await reader.person(id), basePath);
    }),
    route(operations.mergePeople, async ({ params: { id }, body: { from }, reader }) => {
      for (const one of [id, ...from]) await reader.person(one);
      await library.mergePeople(id, from);
      return addPersonLinks(await reader.person(id), basePath);
    }),
    route(operations.listFacesOfPerson, async ({ params: { id }, query, reader }) => {
      const { faces, total } = await reader.facesOf(id, query);
      return { faces: faces.map((face) => addFaceLinks(face, basePath)), total };
    }),
    route(operations.listFacesInPhoto, async ({ params: { id }, reader }) => {
      const faces = await reader.facesIn(id);
      return { faces: faces.map((face) => addFaceLinks(face, basePath)), total: faces.length };
    }),
    route(operations.assignFaces, async ({ body: { faces, target }, reader }) => {
      for (const id of faces) await reader.face(id);
      return { person: await library.assignFaces(faces, target) };
    }),
    route(
      operations.getFaceImage,
      async ({ params: { id }, query: { v }, reader, response }) => {
        const version = printVersion(await reader.face(id));
        await sendCached(response, { isPinned: v === version, tag: `${version}-face` }, () => reader.faceImage(id));
        return SENT;
      },
      { queue: queues.decode },
    ),
  ];
}

/** `undefined`: the reader sees none of the photos. */
async function findPerson(reader: PhotoReader, id: number): Promise<Person | undefined> {
  try {
    return await reader.person(id);
  } catch (error) {
    if (error instanceof PhotoseekError && error.code === 'person-not-found') return undefined;
    throw error;
  }
}
