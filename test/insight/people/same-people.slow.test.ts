import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import sharp, { type Sharp } from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Detector } from '#src/detect/detector.js';
import { dropAnimals } from '#src/detect/faces/drop-animals.js';
import { loadFaceDetector } from '#src/detect/faces/face-detector.js';
import type { DetectedFace, FaceDetector } from '#src/detect/faces/types.js';
import { loadObjectDetector } from '#src/detect/objects/object-detector.js';
import type { FaceToGroup } from '#src/insight/people/face-clusters.js';
import { type FaceGroup, groupFaces } from '#src/insight/people/group-faces.js';
import { openImage } from '#src/media/decode/open-image.js';
import { toDetectable } from '#src/media/prepare/detectable-frame.js';

const MODELS = fileURLToPath(new URL('../../../data/models', import.meta.url));
const SAMPLES = fileURLToPath(new URL('../../../data/samples', import.meta.url));

/** Nobody is in two of them. */
const PHOTOS = [
  'america/mount-rushmore.jpg',
  'animals/macaque-in-profile.jpg',
  'favourites/astronaut-portrait.jpg',
  'favourites/mariachi-musicians.jpg',
  'favourites/photographer-with-tripod.jpg',
  'favourites/two-spaniels-at-window.jpg',
  'music/four-musicians-on-stage.jpg',
  'music/opera-singers-on-stage.jpg',
];

/** How a photo is drawn anew; degrees clockwise. */
interface Variant {
  scale?: number;
  degrees?: number;
  brightness?: number;
}

const VARIANTS: Variant[] = [
  {},
  { scale: 0.9 },
  { scale: 0.75 },
  { scale: 0.5 },
  { degrees: 6 },
  { degrees: -12 },
  { degrees: 12 },
  { degrees: -20 },
  { brightness: 0.7 },
  { brightness: 0.5 },
  { brightness: 0.3 },
  { scale: 0.8, degrees: -8, brightness: 0.8 },
  { scale: 0.6, degrees: 10, brightness: 0.6 },
];

/** A face that was found, with the one it was drawn from: its place in the list of those of the photos as they are. */
interface DrawnFace extends FaceToGroup {
  owner: number;
}

interface Point {
  x: number;
  y: number;
}

function draw(photo: Sharp, { brightness = 1, scale = 1, degrees = 0 }: Variant, { width = 0, height = 0 }): Sharp {
  const scaled = photo.resize(Math.round(width * scale), Math.round(height * scale)).linear(brightness, 0);
  return degrees === 0 ? scaled : scaled.rotate(degrees, { background: '#555' });
}

/** Where a point of a photo, in shares of it, lies in the variant, in pixels. */
function place(
  { x, y }: Point,
  photo: { width: number; height: number },
  drawn: { width: number; height: number },
  variant: Variant,
): Point {
  const { scale = 1, degrees = 0 } = variant;
  const turn = (degrees * Math.PI) / 180;
  const [dx, dy] = [(x - 0.5) * photo.width * scale, (y - 0.5) * photo.height * scale];
  return {
    x: dx * Math.cos(turn) - dy * Math.sin(turn) + drawn.width / 2,
    y: dx * Math.sin(turn) + dy * Math.cos(turn) + drawn.height / 2,
  };
}

const middleOf = ({ box }: Pick<DetectedFace, 'box'>): Point => ({
  x: box.x + box.width / 2,
  y: box.y + box.height / 2,
});

function group(faces: readonly FaceToGroup[]): FaceGroup[] {
  const work = groupFaces(faces);
  let step = work.next();
  while (!step.done) step = work.next();
  return step.value;
}

const partition = (groups: readonly FaceGroup[]) =>
  groups.map(({ faces }) => faces.toSorted((a, b) => a - b).join()).sort();

describe('faces of the samples, scaled, turned and darkened', () => {
  const found: DrawnFace[] = [];
  beforeAll(async () => {
    const faces = await loadFaceDetector(join(MODELS, 'yunet-faceres'), { threads: 1 });
    const things = await loadObjectDetector(join(MODELS, 'ssd-mobilenet-v2-coco'), { threads: 1 });
    let owners = 0;
    for (const name of PHOTOS) owners += await findVariants(name, owners, faces, things);
  }, 600_000);

  /** @returns how many faces the photo has */
  async function findVariants(name: string, first: number, faces: FaceDetector, things: Detector): Promise<number> {
    const bytes = await readFile(join(SAMPLES, name));
    const size = await sharp(bytes).metadata();
    const owners: Point[] = [];
    for (const variant of VARIANTS) {
      const drawn = await draw(sharp(bytes), variant, size).jpeg({ quality: 92 }).toBuffer();
      const frame = toDetectable(await openImage(drawn));
      for (const face of dropAnimals(await faces.detect(frame), await things.detect(frame))) {
        const middle = middleOf(face);
        if (variant === VARIANTS[0]) owners.push(middle);
        const at = { x: middle.x * frame.width, y: middle.y * frame.height };
        const height = face.box.height * frame.height;
        const owner = owners.findIndex((point) => {
          const { x, y } = place(point, size, frame, variant);
          return Math.hypot(x - at.x, y - at.y) < height / 2;
        });
        // Of a thing that is taken for a face in this variant alone there is nothing to say.
        if (owner === -1) continue;
        const { vector, score } = face;
        found.push({ id: found.length, owner: first + owner, vector, quality: height * score });
      }
    }
    return owners.length;
  }

  it('are grouped by person: no two are joined, and of the pairs of one at least 95 of 100 are', () => {
    expect(found.length).toBeGreaterThanOrEqual(200);
    const groupOf = new Map(group(found).flatMap(({ faces }, i) => faces.map((id) => [id, i] as const)));
    const [pairs, joined, wrong] = [[] as string[], [] as string[], [] as string[]];
    for (const [i, a] of found.entries())
      for (const b of found.slice(i + 1)) {
        const isJoined = groupOf.get(a.id) === groupOf.get(b.id);
        const pair = `${a.owner} ${b.owner}`;
        if (a.owner === b.owner) pairs.push(pair);
        if (isJoined) (a.owner === b.owner ? joined : wrong).push(pair);
      }
    expect(wrong).toEqual([]);
    expect(joined.length / pairs.length).toBeGreaterThanOrEqual(0.95);
  });

  it('are in the same groups in whatever order and in whatever parts they come', () => {
    const expected = partition(group(found));
    fc.assert(
      fc.property(
        fc.shuffledSubarray(found, { minLength: found.length }),
        fc.integer({ min: 1, max: 5 }),
        (order, parts) => {
          let stored: FaceToGroup[] = [];
          let next = 1;
          const size = Math.ceil(order.length / parts);
          for (let from = 0; from < order.length; from += size) {
            stored.push(...order.slice(from, from + size));
            const persons = new Map<number, number>();
            for (const { person, faces } of group(stored)) {
              const known = person ?? next++;
              for (const id of faces) persons.set(id, known);
            }
            stored = stored.map((face) => ({ ...face, before: persons.get(face.id) }));
          }
          expect(partition(group(stored))).toEqual(expected);
        },
      ),
      { numRuns: 10 },
    );
  });
});
