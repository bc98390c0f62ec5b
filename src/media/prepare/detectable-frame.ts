import type { DetectableFrame } from '../../detect/detector.js';
import type { RgbImage } from '../../model/rgb-image.js';
import type { OpenImage } from '../decode/types.js';
import { toRgb } from './prepare.js';

/** A frame as detectors look at it. Holds the sizes that were read as long as it is referenced. */
export function toDetectable(image: OpenImage): DetectableFrame {
  const { width, height } = image;
  const long = Math.max(width, height);
  const read = new Map<number, Promise<RgbImage>>();
  return {
    width,
    height,
    read(edge) {
      const side = Math.min(edge, long);
      let pixels = read.get(side);
      if (pixels === undefined) {
        const whole = image.decode();
        pixels = toRgb(side === long ? whole : whole.resize(side, side, { fit: 'inside', kernel: 'linear' }));
        read.set(side, pixels);
      }
      return pixels;
    },
  };
}
