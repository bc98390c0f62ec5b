import { fileURLToPath } from 'node:url';
import type { DetectorChoice, DetectorStage } from '../model/region.js';

/** The model of each stage that ships. Raise the number behind its name when the same frame gets other regions: every frame is looked at again. */
const SHIPPED: Readonly<Record<DetectorStage, { folder: string; version: string }>> = {
  text: { folder: 'pp-ocrv6-tiny', version: 'pp-ocrv6-tiny-1' },
  objects: { folder: 'ssd-mobilenet-v2-coco', version: 'ssd-mobilenet-v2-coco-1' },
  faces: { folder: 'yunet-faceres', version: 'yunet-faceres-1' },
};

/** The detectors of some stages. Nothing of them is loaded. */
export function chooseDetectors(stages: readonly DetectorStage[]): DetectorChoice[] {
  return stages.map((stage) => {
    const { folder, version } = SHIPPED[stage];
    return { stage, version, folder: fileURLToPath(new URL(`../../data/models/${folder}`, import.meta.url)) };
  });
}
