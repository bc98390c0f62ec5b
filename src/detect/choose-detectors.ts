import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PhotoseekError } from '../errors.js';
import type { CellTower, DetectorChoice, DetectorStage } from '../model/region.js';
import { versionOfCells } from './cells/cell-version.js';

/** The model of each stage that ships. Raise the number behind its name when the same frame gets other regions: every frame is looked at again. */
const SHIPPED: Readonly<Record<Exclude<DetectorStage, 'regions'>, { folder: string; version: string }>> = {
  text: { folder: 'pp-ocrv6-tiny', version: 'pp-ocrv6-tiny-1' },
  objects: { folder: 'ssd-mobilenet-v2-coco', version: 'ssd-mobilenet-v2-coco-2' },
  faces: { folder: 'yunet-faceres', version: 'yunet-faceres-3' },
};

/** Models that take the place of those that ship. */
export interface DetectorModels {
  /** Folder of a detector and a recogniser of text; `undefined`: those that ship. */
  text?: string | undefined;
  /** The model whose image tower sees cells; `undefined`: there is none. */
  cells?: { revision: string; tower: CellTower } | undefined;
}

/**
 * The detectors of some stages. Nothing of them is loaded.
 * @throws PhotoseekError `model-not-found`, `model-invalid` for a folder of the caller's; `bad-argument` for `regions` without a model that sees cells
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
      if (stage === 'regions') {
        if (models.cells === undefined) throw noCells();
        const { revision, tower } = models.cells;
        return { stage, version: versionOfCells(revision), folder: dirname(tower.files.vision), tower };
      }
      const { folder, version } = SHIPPED[stage];
      return { stage, version, folder: fileURLToPath(new URL(`../../data/models/${folder}`, import.meta.url)) };
    }),
  );
}

/** The error for a model that knows no regions. */
export function noCells(name?: string): PhotoseekError {
  const subject = name === undefined ? 'This call' : `The model ${name}`;
  return new PhotoseekError('bad-argument', `${subject} has no vectors of regions.`, {
    hint: 'The stage regions belongs to index runs with photoseek-mini-2.',
  });
}
