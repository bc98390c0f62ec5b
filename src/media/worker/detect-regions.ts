import type { Detector } from '../../detect/detector.js';
import { type DetectedRegion, type DetectorChoice, STAGE_FRAMES } from '../../model/region.js';
import { workInSpiteOfDamage } from '../decode/salvage.js';
import type { ExpandedFrame } from '../expand/expander.js';
import { toDetectable } from '../prepare/detectable-frame.js';

/** Loaded with the first frame that they look at, and kept: a process does the contents of a whole run. */
const loaded = new Map<string, Promise<Detector>>();

/**
 * Runs the detectors that are for frames of its kind. Text that a document states for its page is not read once more.
 * @throws PhotoseekError `model-invalid`, `detector-failed`, media codes
 */
export async function detectRegions(
  { image, kind, text }: ExpandedFrame,
  detectors: readonly DetectorChoice[],
): Promise<DetectedRegion[]> {
  const meant = detectors.filter(({ stage }) => STAGE_FRAMES[stage].includes(kind) && !(stage === 'text' && text));
  if (meant.length === 0) return [];
  const { result } = await workInSpiteOfDamage(image, async (open) => {
    const frame = toDetectable(open);
    const found: DetectedRegion[] = [];
    for (const choice of meant) found.push(...(await (await load(choice)).detect(frame)));
    return found;
  });
  return result;
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
