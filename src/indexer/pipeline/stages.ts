import { METADATA_VERSION } from '../../metadata/version.js';
import type { DetectorChoice } from '../../model/region.js';
import { embedStage, type Stages } from '../../store/records.js';
import type { EmbeddingTarget } from './views.js';

/** Raise it when contents are expanded into other frames than before: every content is decoded and embedded again. */
export const FRAMES_VERSION = '1';

/** Raise it when panoramas or animations get other frames behind their still: only these are decoded and embedded again. */
export const FURTHER_VERSION = '3';

/**
 * The version of `frames` of a content that is stored by its metadata alone, because its frames cannot be decoded with the programs that are
 * installed: it is expanded as soon as there are others.
 * @param toolId see `VideoTools.id`; `null`: none is installed
 */
export function undecodedVersion(toolId: string | null): string {
  return `without:${toolId ?? 'none'}`;
}

/**
 * Raise it when the same frame gets other measures or other looks: every content is decoded again. Nothing else is done to those that have all
 * other stages.
 */
export const LOOKS_VERSION = '1';

/** Raise it when the same frame gets another vector of the same model (another normalisation, say): every content is embedded again. */
export const EMBED_VERSION = '1';

/** The version of vectors that are the mean of two views; see `listViews`. */
const ACCURATE_VERSION = `${EMBED_VERSION}-accurate`;

/** The version of the vectors that a run makes in a space: those of another are made again, photo by photo. */
export function embedVersion({ encoder, isAccurate = false }: Pick<EmbeddingTarget, 'encoder' | 'isAccurate'>): string {
  return isAccurate && encoder.model.image.fit === 'crop' ? ACCURATE_VERSION : EMBED_VERSION;
}

/** Raise `METADATA_VERSION` when files hold metadata that were not found before: every file is read again, but not embedded. */
export const METADATA_STAGE = { metadata: String(METADATA_VERSION) } as const satisfies Stages;

/** The stages that a run brings every content through, with their versions. */
export class ExpectedStages {
  readonly versions: Stages;
  /** Stored stages repeat: each text is parsed once. */
  readonly #missing = new Map<string, readonly string[]>();

  readonly #undecoded: string;
  /** Of a sequence while no program decodes it. */
  readonly #unfurthered: string | undefined;

  /**
   * @param spaceIds the spaces that the run embeds in
   * @param toolId of the programs that decode videos in the run
   * @param detectors those that look at all frames
   * @param versionIn the version of the vectors that it makes in a space; see {@link embedVersion}
   */
  constructor(
    spaceIds: readonly number[],
    toolId: string | null = null,
    detectors: readonly Pick<DetectorChoice, 'stage' | 'version'>[] = [],
    versionIn: (spaceId: number) => string = () => EMBED_VERSION,
  ) {
    this.#undecoded = `frames@${undecodedVersion(toolId)}`;
    this.#unfurthered = toolId === null ? `further@${undecodedVersion(toolId)}` : undefined;
    const embedding = Object.fromEntries(spaceIds.map((id) => [embedStage(id), versionIn(id)]));
    const detecting = Object.fromEntries(detectors.map(({ stage, version }) => [stage, version]));
    this.versions = { ...METADATA_STAGE, frames: FRAMES_VERSION, looks: LOOKS_VERSION, ...embedding, ...detecting };
  }

  /**
   * The stages that were not done, or by another version.
   * @param stored see `KnownFile.stages`
   */
  findMissing(stored: string): readonly string[] {
    let missing = this.#missing.get(stored);
    if (missing === undefined) {
      const done = new Set(stored.split(' '));
      if (done.has(this.#undecoded)) done.add(`frames@${FRAMES_VERSION}`);
      missing = Object.keys(this.versions).filter((stage) => !done.has(`${stage}@${this.versions[stage]}`));
      // Which contents have further frames is read from their metadata.
      const current = new Set([`further@${FURTHER_VERSION}`, this.#unfurthered]);
      const isOutdated = [...done].some((stage) => stage.startsWith('further@') && !current.has(stage));
      if (isOutdated && !missing.includes('metadata')) missing = ['metadata', ...missing];
      this.#missing.set(stored, missing);
    }
    return missing;
  }
}
