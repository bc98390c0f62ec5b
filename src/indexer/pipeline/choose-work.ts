import type { FileMetadata } from '../../metadata/file-metadata.js';
import type { DetectorChoice } from '../../model/region.js';
import { embedStage, type Stages } from '../../store/records.js';
import { embedVersion, FRAMES_VERSION, FURTHER_VERSION, LOOKS_VERSION, undecodedVersion } from './stages.js';
import type { EmbeddingTarget } from './views.js';

/** Work on a content, besides reading the metadata of its files. */
export interface ContentWork {
  /** In which its frames are to be embedded. Empty: its vectors are there, and only its frames are to be completed. */
  targets: readonly EmbeddingTarget[];
  /** The detectors that are to look at its frames. */
  detectors: readonly DetectorChoice[];
  /** Its frames lack what is computed from their pixels as a whole: perceptual hashes, looks. */
  needsFrames: boolean;
  /** The stages that are done afterwards. */
  stages: Stages;
}

/**
 * Compares what was done to a content with what a run does.
 * @param done versions by stage; `undefined` for a new content
 * @param content `further`: the version of the frames behind its still; see `furtherVersion`
 * @returns `undefined` when nothing is to be done
 */
export function chooseWork(
  done: ReadonlyMap<string, string> | undefined,
  { targets, detectors = [] }: { targets: readonly EmbeddingTarget[]; detectors?: readonly DetectorChoice[] },
  { further }: { further?: string | undefined } = {},
): ContentWork | undefined {
  const frames = done?.get('frames');
  // Frames of another version are replaced, and their vectors with them.
  const isReplaced = frames !== undefined && frames !== FRAMES_VERSION;
  // Further frames come behind the stored one, which keeps its id and its vectors.
  // Frames that a program decoded stay when it is gone.
  const keepsFurther = done?.get('further') === FURTHER_VERSION;
  const isFurthered = further !== undefined && !keepsFurther && done?.get('further') !== further;
  const isExpandedAnew = isReplaced || isFurthered;
  const missing = targets.filter(
    (target) => isExpandedAnew || done?.get(embedStage(target.id)) !== embedVersion(target),
  );
  const undetected = detectors.filter(({ stage, version }) => isExpandedAnew || done?.get(stage) !== version);
  const needsFrames = frames !== FRAMES_VERSION || done?.get('looks') !== LOOKS_VERSION;
  if (!needsFrames && missing.length === 0 && undetected.length === 0) return undefined;
  const embedding = Object.fromEntries(missing.map((target) => [embedStage(target.id), embedVersion(target)]));
  const detecting = Object.fromEntries(undetected.map(({ stage, version }) => [stage, version]));
  return {
    ...{ targets: missing, detectors: undetected, needsFrames },
    stages: {
      ...{
        frames: FRAMES_VERSION,
        ...(further !== undefined && { further: keepsFurther ? FURTHER_VERSION : further }),
        ...embedding,
        ...detecting,
      },
      // Measured from the image that is scaled for an encoder.
      ...((needsFrames || missing.length > 0) && { looks: LOOKS_VERSION }),
    },
  };
}

/**
 * The version of the frames that an image has behind its still, as a panorama or an animation; `undefined`: it has none. A stage of its own records
 * it, so that other images are not expanded again when these get other frames.
 * @param toolId of the programs that decode sequences; `null`: none is installed
 */
export function furtherVersion(metadata: FileMetadata | undefined, toolId: string | null): string | undefined {
  const { panorama, animation } = metadata ?? {};
  if (panorama === undefined && animation === undefined) return undefined;
  return animation?.isSequence && toolId === null ? undecodedVersion(toolId) : FURTHER_VERSION;
}
