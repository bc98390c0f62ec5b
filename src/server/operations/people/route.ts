import { type Route, route, SENT } from '../../app/make-router.js';
import type { ServerContext } from '../../app/server-context.js';
import { sendCached } from '../shared/send-cached.js';
import { addFaceLinks, addPersonLinks, printVersion } from './links.js';
import * as operations from './operation.js';

/** People, and the faces that they are recognised by. */
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
      async ({ query: { limit } }) => {
        const suggestions = await library.suggestedPeople({ limit });
        return {
          suggestions: suggestions.map(({ person, other, cosine }) => {
            return { person: addPersonLinks(person, basePath), other: addPersonLinks(other, basePath), cosine };
          }),
        };
      },
      { queue: queues.search },
    ),
    route(operations.keepPeopleApart, async ({ body: { people } }) => library.keepApart(...people)),
    route(operations.getPerson, async ({ params: { id }, reader }) =>
      addPersonLinks(await reader.person(id), basePath),
    ),
    route(operations.updatePerson, async ({ params: { id }, body: { name, isHidden } }) => {
      const change = { ...(name !== undefined && { name }), ...(isHidden !== undefined && { isHidden }) };
      return addPersonLinks(await library.updatePerson(id, change), basePath);
    }),
    route(operations.mergePeople, async ({ params: { id }, body: { from } }) =>
      addPersonLinks(await library.mergePeople(id, from), basePath),
    ),
    route(operations.listFacesOfPerson, async ({ params: { id }, query, reader }) => {
      const { faces, total } = await reader.facesOf(id, query);
      return { faces: faces.map((face) => addFaceLinks(face, basePath)), total };
    }),
    route(operations.listFacesInPhoto, async ({ params: { id }, reader }) => {
      const faces = await reader.facesIn(id);
      return { faces: faces.map((face) => addFaceLinks(face, basePath)), total: faces.length };
    }),
    route(operations.assignFaces, async ({ body: { faces, target } }) => ({
      person: await library.assignFaces(faces, target),
    })),
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
