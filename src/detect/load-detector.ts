import type { CellTower, DetectorChoice } from '../model/region.js';
import type { Detector } from './detector.js';

/** Decoding processes work side by side, one a core: each detector computes in one thread. */
const THREADS = 1;

/**
 * Loads a detector. Each is a module of its own, so that a process loads only those that are asked for.
 * @throws PhotoseekError `model-invalid`, `native-missing`
 */
export async function loadDetector({ stage, folder, tower }: DetectorChoice): Promise<Detector> {
  const options = { threads: THREADS };
  switch (stage) {
    case 'text':
      return (await import('./text/text-detector.js')).loadTextDetector(folder, options);
    case 'objects':
      return (await import('./objects/object-detector.js')).loadObjectDetector(folder, options);
    case 'faces':
      return (await import('./faces/face-detector.js')).loadFaceDetector(folder, options);
    case 'regions':
      return (await import('./cells/cell-detector.js')).loadCellDetector(tower as CellTower, options);
  }
}
