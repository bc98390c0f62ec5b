import type { DetectableFrame, Detector } from '../../detect/detector.js';
import type { DetectedFace } from '../../detect/faces/types.js';
import { PhotoseekError } from '../../errors.js';
import { type DetectorChoice, type FoundRegion, STAGE_FRAMES } from '../../model/region.js';
import { workInSpiteOfDamage } from '../decode/salvage.js';
import type { ExpandedFrame } from '../expand/expander.js';
import { toDetectable } from '../prepare/detectable-frame.js';
import { markBroken } from './recycle.js';

/** Loaded with the first frame that they look at, and kept: a process does the contents of a whole run. */
const loaded = new Map<string, Promise<Detector>>();

/**
 * Runs the detectors that are for frames of its kind. Text that a document states for its page is not read once more.
 * @throws PhotoseekError `model-invalid`, `detector-failed`, media codes; `decoder-crashed` without the memory for it
 */
export async function detectRegions(
  { image, kind, text }: ExpandedFrame,
  detectors: readonly DetectorChoice[],
): Promise<FoundRegion[]> {
  const meant = detectors.filter(({ stage }) => STAGE_FRAMES[stage].includes(kind) && !(stage === 'text' && text));
  if (meant.length === 0) return [];
  const { result } = await workInSpiteOfDamage(image, (open) => detectAll(toDetectable(open), meant));
  return result;
}

async function detectAll(frame: DetectableFrame, meant: readonly DetectorChoice[]): Promise<FoundRegion[]> {
  const found: FoundRegion[] = [];
  try {
    for (const choice of meant) {
      if (choice.stage === 'faces') found.push(...(await findFaces(choice, frame, found)));
      else found.push(...(await (await load(choice)).detect(frame)));
    }
  } catch (error) {
    throw isOutOfMemory(error) ? toCrash(error) : error;
  }
  return found;
}

/** As ONNX Runtime, the C++ library below it and V8 put it; none of them has a code for it. */
const OUT_OF_MEMORY = /failed to allocate|bad[_ ]alloc|allocation failed|out of memory/i;

function isOutOfMemory(error: unknown): error is Error {
  return error instanceof Error && OUT_OF_MEMORY.test(error.message);
}

/** Memory is missing to this process and for this file, whereas a detector that fails otherwise fails for each one: another process goes on. */
function toCrash(cause: Error): PhotoseekError {
  markBroken();
  return new PhotoseekError('decoder-crashed', 'The process that looks at this file ran out of memory.', { cause });
}

/**
 * Faces of people. Where the detector of things is not switched on, it looks at the frames that have faces alone, and what it finds is not kept.
 * @param found by the detectors before
 */
async function findFaces(
  choice: DetectorChoice,
  frame: DetectableFrame,
  found: readonly FoundRegion[],
): Promise<FoundRegion[]> {
  const faces = (await (await load(choice)).detect(frame)) as DetectedFace[];
  if (faces.length === 0) return [];
  const { chooseDetectors } = await import('../../detect/choose-detectors.js');
  const { dropAnimals } = await import('../../detect/faces/drop-animals.js');
  const [things] = await chooseDetectors(['objects']);
  const known = found.filter(({ kind }) => kind === 'object');
  const inFrame = known.length > 0 ? known : await (await load(things as DetectorChoice)).detect(frame);
  return dropAnimals(faces, inFrame).map(({ kind, box, label, score, vector }) => {
    return { kind, box, label, score, face: { vector, height: box.height * frame.height } };
  });
}

/** A detector that cannot be loaded fails each time in the same way. */
async function load(choice: DetectorChoice): Promise<Detector> {
  const key = `${choice.stage} ${choice.folder}`;
  let detector = loaded.get(key);
  if (detector === undefined) {
    // Nothing of a detector is loaded before one is asked for.
    detector = import('../../detect/load-detector.js').then(({ loadDetector }) => loadDetector(choice));
    loaded.set(key, detector);
  }
  return detector;
}
