import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PhotoseekError } from '#src/errors.js';
import { MediaPool } from '#src/media/worker/media-pool.js';
import type { ImageSpec } from '#src/model/image-spec.js';
import * as encoded from '../support/images/encoded-images.js';
import { mutateBytes } from '../support/images/mutate.js';
import { makeBmp, makeNetpbm } from '../support/images/plain-formats.js';
import { prepareImage } from '../support/images/prepare-image.js';
import { makeQuarters } from '../support/images/quarters.js';
import { makeCr3, makeDng, makeNef, makeRaf } from '../support/images/raw-files.js';
import { findDecoders } from '../support/processes/child-processes.js';
import { listSeeds } from '../support/runner/fuzz-form.js';

const SPEC: ImageSpec = { size: 64, fit: 'crop', kernel: 'cubic' };
const TIME_LIMIT_MS = 10_000;
/** Upper bound for the memory of a decoder: the limit per image and the memory of its libraries. */
const MEMORY_LIMIT_KIB = 2 * 1024 * 1024;

const SVG = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="64" height="48">
  <defs><linearGradient id="g"><stop offset="0" stop-color="red"/></linearGradient></defs>
  <rect width="32" height="24" fill="url(#g)"/><text x="3" y="9">a</text><image xlink:href="file:///etc/passwd"/></svg>`;

async function makeExamples(): Promise<Record<string, Uint8Array>> {
  const quarters = () => makeQuarters();
  const exif = { IFD0: { Make: 'Canon', Model: 'EOS', Orientation: '6', Copyright: 'nobody' } };
  const jpeg = await quarters().withExif(exif).jpeg().toBuffer();
  const examples: Record<string, Uint8Array> = {
    jpeg,
    'jpeg progressive cmyk': await quarters().toColourspace('cmyk').jpeg({ progressive: true }).toBuffer(),
    png: await quarters().png().toBuffer(),
    'png 16-bit': await quarters().toColourspace('rgb16').png().toBuffer(),
    webp: await quarters().webp().toBuffer(),
    gif: await quarters().gif().toBuffer(),
    tiff: await quarters().tiff().toBuffer(),
    'tiff lzw': await quarters().tiff({ compression: 'lzw', tile: true, tileWidth: 16, tileHeight: 16 }).toBuffer(),
    avif: await quarters().avif().toBuffer(),
    svg: Buffer.from(SVG),
    bmp: makeBmp(),
    nef: makeNef(jpeg),
    raf: makeRaf(jpeg),
    cr3: makeCr3(jpeg, 1),
    'a sample': readFileSync(join(import.meta.dirname, '../../data/samples/favourites/coffee-cup.jpg')).subarray(
      0,
      60_000,
    ),
  };
  for (const kind of [1, 2, 3, 4, 5, 6, 7] as const) examples[`netpbm P${kind}`] = makeNetpbm(kind);
  for (const [name, bytes] of Object.entries(encoded)) examples[name] = bytes;
  void makeDng;
  return examples;
}

/** The most memory that each decoding process has taken so far. */
function readPeaks(): number[] {
  if (process.platform !== 'linux') return [];
  return findDecoders().map((pid) => {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0);
  });
}

describe('pictures with damaged or hostile bytes', () => {
  let media: MediaPool;
  let examples: Record<string, Uint8Array>;
  beforeAll(async () => {
    examples = await makeExamples();
    media = new MediaPool({ processes: 2, timeLimitMs: TIME_LIMIT_MS });
  });
  afterAll(() => media.close());

  async function decode(bytes: Uint8Array): Promise<string> {
    try {
      const { decoded } = await prepareImage(media, { bytes }, SPEC);
      expect(decoded?.pixels).toHaveLength(64 * 64 * 3);
      return 'read';
    } catch (error) {
      if (!(error instanceof PhotoseekError)) throw error;
      expect(error.kind).toBe('media');
      return error.code;
    }
  }

  it('end as a picture or as a reason, in bounded time and memory, whatever the format', async () => {
    const outcomes = new Map<string, number>();
    let peak = 0;
    for (const [name, bytes] of Object.entries(examples)) {
      expect(await decode(bytes), name).toMatch(/^(read|unsupported-format|damaged-image)$/);
      await Promise.all(
        listSeeds(4, 300).map(async (seed) => {
          const outcome = await decode(mutateBytes(bytes, seed));
          outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        }),
      );
      peak = Math.max(peak, ...readPeaks());
    }
    console.log(
      `${Object.keys(examples).length} kinds of pictures: ${JSON.stringify(Object.fromEntries(outcomes))}, at most ${Math.round(peak / 1024)} MB`,
    );
    expect(outcomes.get('read')).toBeGreaterThan(0);
    expect(peak).toBeLessThan(MEMORY_LIMIT_KIB);
    // A hang is killed; none of these should need that.
    expect(outcomes.get('decoder-timeout') ?? 0).toBe(0);
    expect(await decode(await sharp(Buffer.from(examples['jpeg'] as Uint8Array)).toBuffer())).toBe('read');
  }, 600_000);
});
