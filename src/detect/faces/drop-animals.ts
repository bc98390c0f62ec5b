import type { Box } from '../../model/evidence.js';
import type { DetectedRegion } from '../../model/region.js';
import { holdsMiddle } from '../boxes.js';
import type { ObjectClass } from '../objects/classes.js';

/** Classes whose heads the detector of faces takes for faces. */
const ANIMALS: ReadonlySet<string> = new Set<ObjectClass>([
  'bear',
  'bird',
  'cat',
  'cow',
  'dog',
  'elephant',
  'giraffe',
  'horse',
  'sheep',
  'teddy bear',
  'zebra',
]);

/**
 * Faces without those of animals: of all people and animals in whose boxes the middle of a face lies, the smallest has it. A dog on a lap is a dog, and
 * its owner is not.
 * @param things found in the same frame
 */
export function dropAnimals<T extends { box: Box }>(faces: readonly T[], things: readonly DetectedRegion[]): T[] {
  const living = things.filter(({ label }) => label === 'person' || ANIMALS.has(label ?? ''));
  return faces.filter(({ box }) => {
    const owners = living.filter((one) => holdsMiddle(one.box, box));
    const smallest = owners.sort((a, b) => a.box.width * a.box.height - b.box.width * b.box.height)[0];
    return smallest === undefined || smallest.label === 'person';
  });
}
