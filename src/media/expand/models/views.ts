import type { View } from './render/camera.js';

/** From a little above, as people look at things. */
const PITCH = 22;

/**
 * The sides that a model is seen from, in the order of its frames. Files seldom say which axis points up: seen from above or below, a model that
 * lies on its back stands upright.
 */
export const VIEWS: readonly View[] = [
  { label: 'front', yaw: 0, pitch: PITCH },
  { label: 'right', yaw: 90, pitch: PITCH },
  { label: 'back', yaw: 180, pitch: PITCH },
  { label: 'left', yaw: 270, pitch: PITCH },
  { label: 'above', yaw: 0, pitch: 90 },
  { label: 'below', yaw: 0, pitch: -90 },
];
