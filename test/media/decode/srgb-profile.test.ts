import { join } from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { openImage } from '#src/media/decode/open-image.js';
import { isSrgbProfile } from '#src/media/decode/srgb-profile.js';
import { runs } from '../../support/runner/form.js';
import { SAMPLES } from '../../support/shared.js';

const makePicture = (profile: string) =>
  sharp({
    create: {
      width: 64,
      height: 64,
      channels: 3,
      background: '#808080',
      noise: { type: 'gaussian', mean: 128, sigma: 60 },
    },
  })
    .withIccProfile(profile)
    .png()
    .toBuffer();

async function makeProfile(name: string): Promise<Buffer> {
  return (await sharp(await makePicture(name)).metadata()).icc as Buffer;
}

/** Gives each curve of a profile another exponent. */
function bend(profile: Buffer, exponent: number): Buffer {
  const bent = Buffer.from(profile);
  for (let at = bent.indexOf('para'); at >= 0; at = bent.indexOf('para', at + 4))
    bent.writeInt32BE(exponent * 65536, at + 12);
  return bent;
}

describe('a profile of sRGB', () => {
  it('is recognised, also when its curves are tables', async () => {
    expect(isSrgbProfile(await makeProfile('srgb'))).toBe(true);
    // The most frequent one in cameras, with curves of 1,024 values.
    const { icc } = await sharp(join(SAMPLES, 'cat-face.png')).metadata();
    expect([icc?.length, isSrgbProfile(icc as Buffer)]).toEqual([3144, true]);
  });

  it('is distinguished from others', async () => {
    expect(isSrgbProfile(await makeProfile('p3'))).toBe(false);
    const srgb = await makeProfile('srgb');
    expect(isSrgbProfile(bend(srgb, 2.4))).toBe(true);
    for (const exponent of [1, 1.8, 2.2, 2.6])
      expect.soft(isSrgbProfile(bend(srgb, exponent)), `${exponent}`).toBe(false);
    const grey = Buffer.from(srgb);
    grey.write('GRAY', 16, 'latin1');
    expect(isSrgbProfile(grey)).toBe(false);
  });

  it('is not recognised in damaged bytes', async () => {
    const srgb = await makeProfile('srgb');
    for (let length = 0; length < srgb.length; length += 7) isSrgbProfile(srgb.subarray(0, length));
    expect(isSrgbProfile(srgb.subarray(0, 200))).toBe(false);
    const changes = fc.array(fc.tuple(fc.nat(srgb.length - 1), fc.nat(255)), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(changes, (list) => {
        const damaged = Buffer.from(srgb);
        for (const [at, value] of list) damaged[at] = value;
        expect(typeof isSrgbProfile(damaged)).toBe('boolean');
      }),
      { numRuns: runs(500) },
    );
  });

  it('may be ignored: colours agree within one level', async () => {
    const bytes = await makePicture('srgb');
    const obeyed = await sharp(bytes).raw().toBuffer();
    const opened = await (await openImage(bytes)).decode().raw().toBuffer();
    expect(opened).toHaveLength(obeyed.length);
    const most = opened.reduce((largest, value, i) => Math.max(largest, Math.abs(value - (obeyed[i] as number))), 0);
    expect(most).toBeLessThanOrEqual(1);
  });
});
