import { PhotoseekError } from '../../errors.js';
import type { CellTower, CellVector, DetectedRegion } from '../../model/region.js';
import type { RgbImage } from '../../model/rgb-image.js';
import { openSession, type Tensor } from '../../onnx/open-session.js';
import type { Detector } from '../detector.js';
import { scaleImage } from '../pixels/scale-image.js';
import { toPlanes } from '../pixels/to-planes.js';
import { runDetection } from '../run-detection.js';
import { CELL_BOXES, KEPT_CELLS, MAP_SIDE } from './cell-grid.js';

/** Long side of what is read: what other detectors read, too. */
const READ_EDGE = 640;

const OUTPUT = 'region_embeds';

/**
 * Loads what sees the cells of a frame: an image tower with the output `region_embeds` `[1, 81, dim]`. The whole frame is stretched to its square
 * input, so that nothing at the sides is missed.
 * @param options.threads cores that one run may use
 * @throws PhotoseekError `model-invalid`, `native-missing`
 */
export async function loadCellDetector(
  { files, image, normalization }: CellTower,
  options: { threads: number },
): Promise<Detector> {
  const session = await openSession(files.vision, { ...options, fragment: files.regions });
  const [input] = session.inputs;
  if (input === undefined || !session.outputs.includes(OUTPUT))
    throw new PhotoseekError('model-invalid', `${files.regions} must give ${files.vision} an output ${OUTPUT}.`);
  return {
    stage: 'regions',
    async detect(frame) {
      const pixels = scaleImage(await frame.read(READ_EDGE), image.size, image.size);
      const outputs = await runDetection('The regions could not be seen', () =>
        session.run({ [input]: normalise(pixels, normalization) }),
      );
      return pickCells(outputs[OUTPUT] as Tensor);
    },
  };
}

function normalise(image: RgbImage, { mean, std }: CellTower['normalization']): Tensor {
  const planes = toPlanes(image, 'rgb');
  const { data } = planes;
  const plane = data.length / 3;
  // Not by an iterator: 200,000 numbers.
  for (let i = 0; i < data.length; i++) {
    const channel = Math.floor(i / plane);
    data[i] = ((data[i] as number) / 255 - (mean[channel] as number)) / (std[channel] as number);
  }
  return planes;
}

function pickCells({ data, dims: [, cells = 0, dim = 0] }: Tensor): DetectedRegion[] {
  if (cells !== MAP_SIDE ** 2)
    throw new PhotoseekError('model-invalid', `A map of regions must have ${MAP_SIDE ** 2} cells, got ${cells}.`);
  return KEPT_CELLS.map((cell, i): DetectedRegion => {
    const box = CELL_BOXES[i] as DetectedRegion['box'];
    return { kind: 'cell', box, label: null, score: 0, cell: toBytes(data.subarray(cell * dim, (cell + 1) * dim)) };
  });
}

/** The nearest vector in bytes, of length 1 before it is rounded. */
function toBytes(vector: Float32Array): CellVector {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0)) || 1;
  const most = vector.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) || 1;
  const values = Int8Array.from(vector, (value) => Math.round((value / most) * 127));
  return { values, scale: most / (127 * length) };
}
