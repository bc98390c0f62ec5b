import fc from 'fast-check';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { readMetadata } from '#src/metadata/read-metadata.js';
import { readAnimation } from '#src/metadata/readers/embedded/animation.js';
import { makeApng } from '../../../support/images/apng.js';
import { makeBox, makeFilm } from '../../../support/images/embedded-files.js';
import { runs } from '../../../support/runner/form.js';

const DELAYS = [100, 200, 0, 400];
const files: Record<string, Buffer> = {};

beforeAll(async () => {
  const stills = await Promise.all(
    ['red', 'green', 'blue', 'white'].map((background) =>
      sharp({ create: { width: 20, height: 10, channels: 3, background } })
        .png()
        .toBuffer(),
    ),
  );
  const joined = () => sharp(stills, { join: { animated: true } });
  files['gif'] = await joined().gif({ delay: DELAYS }).toBuffer();
  files['webp'] = await joined().webp({ delay: DELAYS }).toBuffer();
  files['still.gif'] = await sharp(stills[0]).gif().toBuffer();
  files['still.webp'] = await sharp(stills[0]).webp().toBuffer();
  files['still.png'] = stills[0] as Buffer;
});

describe('an animation', () => {
  it.each(['gif', 'webp'])('is recognised with its delays: %s', (format) => {
    expect(readAnimation(files[format] as Buffer)).toEqual({
      frames: 4,
      delaysMs: [100, 200, 100, 400],
      durationMs: 800,
    });
    const { animation } = readMetadata({ bytes: files[format] as Buffer, path: `/p/a.${format}`, mtimeMs: 0 });
    expect(animation).toEqual({ frames: 4, durationMs: 800 });
  });

  it('of PNG is recognised, with a still of its own or without', async () => {
    const frames = ['red', 'lime', 'blue'].map((colour) => ({ width: 8, height: 8, colour }));
    const expected = { frames: 3, delaysMs: [100, 100, 100], durationMs: 300 };
    expect(readAnimation(await makeApng(8, 8, frames))).toEqual(expected);
    expect(readAnimation(await makeApng(8, 8, frames, 'white'))).toEqual(expected);
  });

  it('of AVIF is measured as a whole', () => {
    const sizes = Buffer.alloc(12);
    sizes.writeUInt32BE(24, 8);
    const track = makeBox('trak', makeBox('mdia', makeBox('minf', makeBox('stbl', makeBox('stsz', sizes)))));
    // The film's header of 108 bytes stands at its end.
    const header = makeFilm().subarray(-108);
    const bytes = Buffer.concat([makeBox('ftyp', 'avis', Buffer.alloc(4)), makeBox('moov', header, track)]);
    expect(readAnimation(bytes)).toEqual({ frames: 24, delaysMs: [], durationMs: 2500 });
  });

  it.each(['still.gif', 'still.webp', 'still.png'])('is not seen in %s', (name) => {
    expect(readAnimation(files[name] as Buffer)).toBeUndefined();
  });

  it('is read from damaged files without an exception', () => {
    fc.assert(
      fc.property(fc.constantFrom('gif', 'webp'), fc.nat(), fc.nat(2 ** 32 - 1), fc.nat(), (format, at, value, cut) => {
        const bytes = Buffer.from(files[format] as Buffer);
        bytes.writeUInt32BE(value, at % (bytes.length - 4));
        const animation = readAnimation(bytes.subarray(0, bytes.length - (cut % bytes.length)));
        if (animation === undefined) return;
        expect(animation.frames).toBeGreaterThan(1);
        expect(animation.durationMs).toBeGreaterThan(0);
      }),
      { numRuns: runs(200) },
    );
  });
});
