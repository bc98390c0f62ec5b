import sharp, { type Sharp } from 'sharp';
import { PhotoseekError } from '../../../errors.js';
import type { DecodedPixels } from '../../decode/from-pixels.js';
import { SHARP_INPUT } from '../../decode/sharp-input.js';
import type { Identity } from '../../identify/identify.js';
import { toRgb } from '../../prepare/prepare.js';
import type { FrameSize } from '../frame-size.js';
import { describeFrame, type FrameDescription } from '../video/describe-frame.js';
import { drawApng } from './draw-apng.js';

/** The frames of an animation, counted from 0. */
export interface AnimationPages {
  /**
   * Describes some of the first frames, which are decoded in one pass.
   * @param wanted ascending
   * @returns in their order; fewer where the file ends before
   * @throws PhotoseekError `damaged-image`
   */
  look(count: number, wanted: readonly number[]): Promise<FrameDescription[]>;
  /** @throws PhotoseekError `damaged-image` */
  decode(page: number, size: FrameSize): Promise<DecodedPixels>;
}

/** Side at which frames are compared, in pixels. */
const LOOK_SIDE = 48;

/** libvips decodes the frames of GIF and WebP, and of an animated PNG the still. */
export function openPages(bytes: Uint8Array, { format }: Identity): AnimationPages {
  return format === 'png' ? new ApngPages(bytes) : new SharpPages(bytes);
}

/** An image in a few numbers. */
export async function lookAt(image: Sharp): Promise<FrameDescription> {
  const { data } = await toRgb(image.resize(LOOK_SIDE, LOOK_SIDE, { fit: 'fill', kernel: 'linear' }));
  return describeFrame({ atMs: 0, width: LOOK_SIDE, height: LOOK_SIDE, data });
}

async function resize(image: Sharp, { width, height }: FrameSize): Promise<DecodedPixels> {
  return { ...(await toRgb(image.resize(width, height, { fit: 'fill' }))), channels: 3 };
}

class SharpPages implements AnimationPages {
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  async look(count: number, wanted: readonly number[]): Promise<FrameDescription[]> {
    // One below the other.
    const pages = sharp(this.#bytes, { ...SHARP_INPUT, page: 0, pages: count });
    const { data } = await toRgb(pages.resize(LOOK_SIDE, LOOK_SIDE, { fit: 'fill', kernel: 'linear' }));
    const frameBytes = LOOK_SIDE * LOOK_SIDE * 3;
    return wanted.map((page) =>
      describeFrame({
        ...{ atMs: 0, width: LOOK_SIDE, height: LOOK_SIDE },
        data: data.subarray(page * frameBytes, (page + 1) * frameBytes),
      }),
    );
  }

  async decode(page: number, size: FrameSize): Promise<DecodedPixels> {
    return resize(sharp(this.#bytes, { ...SHARP_INPUT, page }), size);
  }
}

class ApngPages implements AnimationPages {
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  async look(count: number, wanted: readonly number[]): Promise<FrameDescription[]> {
    const places = new Set(wanted);
    const found: FrameDescription[] = [];
    let page = 0;
    for await (const { data, ...raw } of drawApng(this.#bytes, count))
      if (places.has(page++)) found.push(await lookAt(sharp(data, { raw })));
    return found;
  }

  async decode(page: number, size: FrameSize): Promise<DecodedPixels> {
    let last: DecodedPixels | undefined;
    let drawn = 0;
    for await (const pixels of drawApng(this.#bytes, page + 1)) {
      last = pixels;
      drawn++;
    }
    if (last === undefined || drawn <= page)
      throw new PhotoseekError('damaged-image', `The animation ends before its frame ${page + 1}.`);
    const { data, ...raw } = last;
    return resize(sharp(data, { raw }), size);
  }
}
