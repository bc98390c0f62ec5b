import type { View } from './render/camera.js';

/** From a little above, as people look at things. */
const PITCH = 22;

/** The sides that a model is seen from, in the order of its frames. docs/models-3d.md says why these. */
export const VIEWS: readonly View[] = [
  { label: 'front', yaw: 0, pitch: PITCH },
  { label: 'right', yaw: 90, pitch: PITCH },
  { label: 'back', yaw: 180, pitch: PITCH },
  { label: 'left', yaw: 270, pitch: PITCH },
  { label: 'above', yaw: 30, pitch: 60 },
];
