import { join } from 'node:path';
import type { DetectedRegion } from '../../model/region.js';
import { openSession, type Tensor } from '../../onnx/open-session.js';
import { suppressOverlaps } from '../boxes.js';
import type { Detector } from '../detector.js';
import { scaleImage } from '../pixels/scale-image.js';
import { toPlanes } from '../pixels/to-planes.js';
import { runDetection } from '../run-detection.js';
import { OBJECT_CLASSES } from './classes.js';
import { measureColours } from './measure-colours.js';

/** Edge of the square that the model sees. */
const SIZE = 300;

/** Long side of what is read: at least {@link SIZE} on the short side of photos up to 2:1, and what faces are looked for in, too. */
const READ_EDGE = 640;

/** Below this, more boxes are wrong than right. */
const MIN_SCORE = 0.4;

const MAX_OVERLAP = 0.5;
const MAX_REGIONS = 100;

/**
 * Loads the detector of things: SSD MobileNet v2, trained on COCO, with a `model.onnx` whose input is `[1, 3, 300, 300]`, RGB 0…255, the whole frame
 * stretched to the square; its outputs are `boxes` `[1, anchors, 4]` (left, top, right, bottom, as shares of the frame) and `scores` `[1, anchors, 80]`,
 * 0…1 in the order of {@link OBJECT_CLASSES}.
 * @param options.threads cores that one run may use
 * @throws PhotoseekError `model-invalid`, `native-missing`
 */
export async function loadObjectDetector(folder: string, options: { threads: number }): Promise<Detector> {
  const session = await openSession(join(folder, 'model.onnx'), options);
  return {
    stage: 'objects',
    async detect(frame) {
      const image = await frame.read(READ_EDGE);
      const { boxes, scores } = await runDetection('The detector of things failed', () =>
        session.run({ input: toPlanes(scaleImage(image, SIZE, SIZE), 'rgb') }),
      );
      return pickRegions(boxes as Tensor, scores as Tensor).map((region) => ({
        ...region,
        colours: measureColours(image, region.box),
      }));
    },
  };
}

/** Each class by itself: boxes of one class that overlap are one thing, while a box may be likely to be two kinds of things. */
function pickRegions(boxes: Tensor, scores: Tensor): DetectedRegion[] {
  const byClass = new Map<string, DetectedRegion[]>();
  // Not by an iterator: 150,000 scores.
  for (let i = 0; i < scores.data.length; i++) {
    const score = scores.data[i] as number;
    if (score < MIN_SCORE) continue;
    const label = OBJECT_CLASSES[i % OBJECT_CLASSES.length] as string;
    const anchor = Math.floor(i / OBJECT_CLASSES.length);
    const [left = 0, top = 0, right = 0, bottom = 0] = boxes.data.subarray(anchor * 4, anchor * 4 + 4);
    const box = { x: left, y: top, width: right - left, height: bottom - top };
    byClass.set(label, [...(byClass.get(label) ?? []), { kind: 'object', box, label, score }]);
  }
  return [...byClass.values()]
    .flatMap((found) => suppressOverlaps(found, MAX_OVERLAP))
    .sort((a, b) => b.score - a.score)
    .slice(0, MAX_REGIONS);
}
