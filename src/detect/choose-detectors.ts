import { fileURLToPath } from 'node:url';
import type { DetectorChoice, DetectorStage } from '../model/region.js';

/** The model of each stage that ships. Raise the number behind its name when the same frame gets other regions: every frame is looked at again. */
const SHIPPED: Readonly<Record<DetectorStage, { folder: string; version: string }>> = {
  text: { folder: 'pp-ocrv6-tiny', version: 'pp-ocrv6-tiny-1' },
  objects: { folder: 'ssd-mobilenet-v2-coco', version: 'ssd-mobilenet-v2-coco-1' },
  faces: { folder: 'yunet-faceres', version: 'yunet-faceres-2' },
};

/** Models that take the place of those that ship. */
export interface DetectorModels {
  /** Folder of a detector and a recogniser of text; `undefined`: those that ship. */
  text?: string | undefined;
}

/**
 * The detectors of some stages. Nothing of them is loaded.
 * @throws PhotoseekError `model-not-found`, `model-invalid` for a folder of the caller's
 */
export async function chooseDetectors(
  stages: readonly DetectorStage[],
  models: DetectorModels = {},
): Promise<DetectorChoice[]> {
  return Promise.all(
    stages.map(async (stage) => {
      if (stage === 'text' && models.text !== undefined) {
        const { versionOfFolder } = await import('./text/text-model-files.js');
        return { stage, folder: models.text, version: await versionOfFolder(models.text) };
      }
      const { folder, version } = SHIPPED[stage];
      return { stage, version, folder: fileURLToPath(new URL(`../../data/models/${folder}`, import.meta.url)) };
    }),
  );
}
