import type { Face, Person } from '../../../library/people/types.js';
import { printBox } from '../../../model/box.js';

/** Addresses on this server that belong to a face. */
export interface FaceLinks {
  /** A small square around it. */
  image: string;
}

/** A face with its links. */
export type LinkedFace = Face & { links: FaceLinks };

/** A person with the links of the cover. */
export type LinkedPerson = Omit<Person, 'cover'> & {
  cover: (NonNullable<Person['cover']> & { links: FaceLinks }) | null;
};

/** Adds the links of a face. */
export function addFaceLinks(face: Face, basePath: string): LinkedFace {
  return { ...face, links: { image: makeImageLink(face.id, face, basePath) } };
}

/** Adds the links of the cover. */
export function addPersonLinks({ cover, ...person }: Person, basePath: string): LinkedPerson {
  return {
    ...person,
    cover: cover && { ...cover, links: { image: makeImageLink(cover.faceId, cover, basePath) } },
  };
}

/** The version of the image of a face: it differs wherever the image does. */
export function printVersion({ contentHash, frame, box }: Pick<Face, 'contentHash' | 'frame' | 'box'>): string {
  // Commas would end the ETag.
  return `${contentHash}-${frame}-${printBox(box, 4).replaceAll(',', '_')}`;
}

function makeImageLink(id: number, face: Pick<Face, 'contentHash' | 'frame' | 'box'>, basePath: string): string {
  return `${basePath}/api/v1/faces/${id}/image?v=${printVersion(face)}`;
}
