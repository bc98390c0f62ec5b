import type { DetectableFrame } from '../../src/detect/detector.js';

export function openImageFrame(input: string | Uint8Array): Promise<DetectableFrame>;
