import { computeOverlap, holdsMiddle } from '../../detect/boxes.js';
import { PhotoseekError } from '../../errors.js';
import { MAYBE_SAME_PERSON } from '../../insight/people/thresholds.js';
import type { MediaPool } from '../../media/worker/media-pool.js';
import type { Box } from '../../model/evidence.js';
import type { ReadScope } from '../../model/read-scope.js';
import type { DetectorChoice, FoundRegion } from '../../model/region.js';
import type { Picture } from '../../search/context.js';
import type { Catalogue } from '../../store/catalogue.js';
import { dot } from '../../vectors/math/dot-product.js';
import { readStages } from '../detection/stages.js';
import { listFaces, listPeople } from './read-people.js';
import type { FaceMatches, FindFaceOptions } from './types.js';

/** The parts of a library that the search for a face uses. */
export interface FaceSearch {
  catalogue: Catalogue;
  /** What exists for the reader. */
  scope: ReadScope | undefined;
  media: () => MediaPool;
  /** Looks for faces. */
  chooseDetector: () => Promise<DetectorChoice[]>;
}

/** A face in the picture that is asked about. */
type QueryFace = FoundRegion & { face: NonNullable<FoundRegion['face']> };

/**
 * The people and the faces of the library that are like a face in a picture.
 * @throws PhotoseekError `stage-off`, `face-not-found`, media codes
 */
export async function findFace(search: FaceSearch, picture: Picture, options: FindFaceOptions): Promise<FaceMatches> {
  const { catalogue, scope } = search;
  if (!readStages(catalogue).includes('faces'))
    throw new PhotoseekError('stage-off', 'No faces are looked for in the photos of this library.', {
      hint: 'Switch it on: photoseek index --stages text,faces. Faces are biometric data; see docs/people.md.',
    });
  const faces = await detectFaces(search, picture);
  const chosen = chooseFace(faces, options);
  const { limit = 20 } = options;
  const { near, people } = compareAll(search, chosen.face.vector);
  const shown = near.slice(0, limit);
  const cosines = new Map(shown.map(({ id, cosine }) => [id, cosine]));
  const rows = shown.flatMap(({ id }) => catalogue.faces.find(id) ?? []);
  return {
    face: { number: faces.indexOf(chosen) + 1, box: chosen.box, score: chosen.score },
    faces: faces.map(({ box, score }, i) => ({ number: i + 1, box, score })),
    people,
    matches: listFaces(catalogue, scope, rows).map((face) => ({ ...face, cosine: cosines.get(face.id) as number })),
  };
}

/** From left to right, as the faces of a photo are listed. */
async function detectFaces({ media, chooseDetector }: FaceSearch, { source, place }: Picture): Promise<QueryFace[]> {
  const detectors = await chooseDetector();
  const faces: QueryFace[] = [];
  await media().prepare(source, {
    specs: [],
    detectors: () => detectors,
    onFrame: ({ ordinal, regions = [] }) => {
      if (ordinal !== (place?.ordinal ?? 0)) return;
      for (const { face, ...region } of regions) if (face !== undefined) faces.push({ ...region, face });
    },
  });
  return faces.sort((a, b) => a.box.x - b.box.x);
}

/** The largest one, unless a number or a box says which. */
function chooseFace(faces: readonly QueryFace[], { face: number, box }: FindFaceOptions): QueryFace {
  if (faces.length === 0)
    throw new PhotoseekError('face-not-found', 'No face was found in the picture.', {
      hint: 'Faces must be at least 32 pixels high and seen from the front or half from the side.',
    });
  const counted = faces.length === 1 ? '1 face' : `${faces.length} faces`;
  if (number !== undefined) {
    const face = faces[number - 1];
    if (face !== undefined) return face;
    throw new PhotoseekError('face-not-found', `The picture has ${counted}, got the number ${number}.`, {
      hint: 'They are counted from left to right, beginning with 1.',
      details: { faces: faces.length },
    });
  }
  if (box === undefined) return faces.reduce((a, b) => (areaOf(b.box) > areaOf(a.box) ? b : a));
  const inBox = faces.filter((face) => holdsMiddle(box, face.box));
  if (inBox.length > 0)
    return inBox.reduce((a, b) => (computeOverlap(b.box, box) > computeOverlap(a.box, box) ? b : a));
  throw new PhotoseekError('face-not-found', `None of the ${counted} of the picture lies in the box.`, {
    hint: 'A box is x,y,width,height in shares of the upright picture; the middle of the face must lie in it.',
    details: { faces: faces.length },
  });
}

function areaOf({ width, height }: Box): number {
  return width * height;
}

/**
 * Faces and people that may be the same, the nearest first; people by the mean cosine of their faces, as they are grouped by. Every face is compared, a product
 * each.
 */
function compareAll({ catalogue, scope }: FaceSearch, vector: Float32Array) {
  const near: { id: number; cosine: number }[] = [];
  const sums = new Map<number, { sum: number; count: number }>();
  for (const { id, person, vector: other } of catalogue.faces.eachVector({ scope })) {
    const cosine = dot(other, vector);
    if (cosine >= MAYBE_SAME_PERSON) near.push({ id, cosine: round(cosine) });
    if (person === null) continue;
    const { sum, count } = sums.get(person) ?? { sum: 0, count: 0 };
    sums.set(person, { sum: sum + cosine, count: count + 1 });
  }
  const people = listPeople(catalogue, scope, { limit: Number.MAX_SAFE_INTEGER }).people.flatMap((person) => {
    const { sum, count } = sums.get(person.id) ?? { sum: 0, count: 1 };
    return sum / count >= MAYBE_SAME_PERSON ? [{ person, cosine: round(sum / count) }] : [];
  });
  return {
    near: near.sort((a, b) => b.cosine - a.cosine || a.id - b.id),
    people: people.sort((a, b) => b.cosine - a.cosine || a.person.id - b.person.id),
  };
}

/** Half floats make a vector a little longer or shorter than 1. */
function round(cosine: number): number {
  return Math.round(Math.min(cosine, 1) * 1e4) / 1e4;
}
