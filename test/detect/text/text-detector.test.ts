import { createHash } from 'node:crypto';
import { copyFile, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DetectableFrame, Detector } from '#src/detect/detector.js';
import { loadTextDetector } from '#src/detect/text/text-detector.js';
import { versionOfFolder } from '#src/detect/text/text-model-files.js';
import { PhotoseekError } from '#src/errors.js';
import { type DetectedRegion, SURE_TEXT_SCORE } from '#src/model/region.js';
import { countErrors } from '../../../bench/support/character-errors.mjs';
import { openImageFrame } from '../../../bench/support/image-frame.mjs';
import { TEXT_LINES } from '../../../bench/support/text-lines.mjs';
import { TEXT_MODEL } from '../../support/detect/text-model.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

const FIXTURES = fileURLToPath(new URL('../../fixtures/text/', import.meta.url));
const SAMPLES = fileURLToPath(new URL('../../../data/samples/', import.meta.url));
const ENGLISH = join(FIXTURES, 'english-two-columns.png');
const temporary = makeTemporaryFolder();

let detector: Detector;
beforeAll(async () => {
  detector = await loadTextDetector(TEXT_MODEL, { threads: 1 });
});

async function detect(input: string | Uint8Array): Promise<DetectedRegion[]> {
  return detector.detect(await openImageFrame(input));
}

/** The share of wrong characters of a text in the order of reading. */
function measureErrors(truth: readonly string[], regions: readonly DetectedRegion[]): number {
  const { inOrder, characters } = countErrors(
    truth,
    regions.map(({ label }) => label ?? ''),
  );
  return inOrder / characters;
}

/** A frame that counts what is read of it. */
async function openCounted(input: string | Uint8Array): Promise<{ frame: DetectableFrame; edges: number[] }> {
  const frame = await openImageFrame(input);
  const edges: number[] = [];
  return {
    edges,
    frame: {
      ...frame,
      read: (edge) => {
        edges.push(edge);
        return frame.read(edge);
      },
    },
  };
}

describe('the text of a picture', () => {
  it.each([
    ['english-two-columns.png', TEXT_LINES.en],
    ['german-askew.jpg', TEXT_LINES.de],
    ['chinese-dark.png', TEXT_LINES.zh],
  ])('is read line by line: %s', async (name, lines) => {
    const regions = await detect(join(FIXTURES, name));
    expect(measureErrors(lines, regions)).toBeLessThanOrEqual(0.01);
    expect(regions).toHaveLength(lines.length);
    for (const { kind, box, score } of regions) {
      expect(kind).toBe('text');
      expect(score).toBeGreaterThanOrEqual(SURE_TEXT_SCORE);
      expect(Math.min(box.x, box.y, 1 - box.x - box.width, 1 - box.y - box.height)).toBeGreaterThanOrEqual(-1e-9);
      expect(Math.min(box.width, box.height)).toBeGreaterThan(0);
    }
  });

  it('has boxes where the lines stand', async () => {
    const regions = await detect(ENGLISH);
    const [first, , , , , , , , ninth] = regions.map(({ box }) => box);
    // Drawn at x = 60 and 850 of 1600, the baseline at y = 60 of 1000.
    expect(first?.x).toBeCloseTo(60 / 1600, 1.5);
    expect(ninth?.x).toBeCloseTo(850 / 1600, 1.5);
    for (const box of [first, ninth]) {
      expect(box?.y).toBeLessThan(0.06);
      expect((box?.y ?? 0) + (box?.height ?? 0)).toBeGreaterThan(0.06);
      expect(box?.height).toBeLessThan(0.04);
    }
  });

  it.each([90, 180, 270])('is read in a picture that is turned by %i°', async (angle) => {
    const crop = await sharp(ENGLISH).extract({ left: 0, top: 0, width: 800, height: 500 }).toBuffer();
    const regions = await detect(await sharp(crop).rotate(angle).png().toBuffer());
    const read = regions.map(({ label }) => label);
    for (const line of TEXT_LINES.en.slice(0, 4)) expect(read).toContain(line);
  });

  it('is read in a screenshot of a long page', async () => {
    const part = await sharp(ENGLISH).extract({ left: 0, top: 0, width: 780, height: 1000 }).toBuffer();
    const long = await sharp({ create: { width: 780, height: 5000, channels: 3, background: '#fafafc' } })
      .composite(Array.from({ length: 5 }, (_, i) => ({ input: part, left: 0, top: 1000 * i })))
      .png()
      .toBuffer();
    const truth = Array.from({ length: 5 }, () => TEXT_LINES.en.slice(0, 8)).flat();
    expect(measureErrors(truth, await detect(long))).toBeLessThanOrEqual(0.01);
  });

  it('is read in a small picture, and in letters that fill one', async () => {
    const line = await sharp(ENGLISH).extract({ left: 50, top: 35, width: 300, height: 40 }).toBuffer();
    expect((await detect(line)).map(({ label }) => label)).toEqual(TEXT_LINES.en.slice(0, 1));
    const large = await sharp(line).resize(3000, 400, { kernel: 'cubic' }).png().toBuffer();
    expect((await detect(large)).map(({ label }) => label)).toEqual(TEXT_LINES.en.slice(0, 1));
  });

  it('may be larger than the frame is read at first', async () => {
    const { frame, edges } = await openCounted(ENGLISH);
    await detector.detect(frame);
    expect(edges).toEqual([640, 960, 3000]);
  });
});

describe('a picture without text', () => {
  it.each(['animals/giant-panda.jpg', 'landscapes/igloo-in-snow.jpg', 'at-home/five-spoons.jpg'])(
    'has no region, and is looked at once: %s',
    async (name) => {
      const { frame, edges } = await openCounted(join(SAMPLES, name));
      expect(await detector.detect(frame)).toEqual([]);
      expect(edges).toEqual([640]);
    },
  );

  it.each([
    [1, 1],
    [1, 4000],
    [4000, 3],
  ])('may be %i × %i pixels', async (width, height) => {
    const blank = await sharp({ create: { width, height, channels: 3, background: '#ffffff' } })
      .png()
      .toBuffer();
    expect(await detect(blank)).toEqual([]);
  });
});

describe('a failure', () => {
  it('of the medium keeps its code', async () => {
    const vanished = new PhotoseekError('vanished', 'The file is gone.');
    const frame = { width: 10, height: 10, read: () => Promise.reject(vanished) };
    await expect(detector.detect(frame)).rejects.toBe(vanished);
  });

  it('of the model is one of the detector', async () => {
    const torn = { data: new Uint8Array(3), width: 0, height: 0 };
    const frame = { width: 10, height: 10, read: () => Promise.resolve(torn) };
    await expect(detector.detect(frame)).rejects.toMatchObject({ code: 'detector-failed' });
  });
});

describe('a folder with a text model', () => {
  const DETECTION = 'PP-OCRv6_det_tiny.onnx';
  const RECOGNITION = 'PP-OCRv6_rec_tiny.onnx';

  /** A folder with shipped files or other bytes, by name. */
  async function copyModel(names: Record<string, string | Uint8Array>): Promise<string> {
    const folder = await mkdtemp(join(temporary, 'model-'));
    for (const [name, source] of Object.entries(names)) {
      if (typeof source === 'string') await copyFile(join(TEXT_MODEL, source), join(folder, name));
      else await writeFile(join(folder, name), source);
    }
    return folder;
  }
  const load = (folder: string) => loadTextDetector(folder, { threads: 1 });

  it('may have any names with "det" and "rec", and is the same by its bytes', async () => {
    const version = await versionOfFolder(await copyModel({ 'det.onnx': DETECTION, 'my_REC_v2.onnx': RECOGNITION }));
    expect(version).toBe(await versionOfFolder(TEXT_MODEL));
    expect(version).toMatch(/^pp-ocr-[0-9a-f]{12}-\d+$/);
  });

  it('must exist', async () => {
    const folder = join(temporary, 'nowhere');
    await expect(load(folder)).rejects.toMatchObject({
      code: 'model-not-found',
      message: expect.stringContaining(folder),
    });
  });

  it('must hold a detector and a recogniser', async () => {
    await expect(load(await copyModel({ 'det.onnx': DETECTION }))).rejects.toMatchObject({
      code: 'model-not-found',
      message: expect.stringContaining('one .onnx file with "rec" in its name, got none.'),
      hint: expect.stringContaining('PP-OCR'),
    });
  });

  it('must hold one of each', async () => {
    const folder = await copyModel({ 'det.onnx': DETECTION, 'old-det.onnx': DETECTION, 'rec.onnx': RECOGNITION });
    await expect(load(folder)).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringContaining('got det.onnx and old-det.onnx.'),
    });
  });

  it('must hold whole files', async () => {
    const torn = Uint8Array.from([0x08, 0x0a, 0x3a, 0xff, 0x7f]);
    for (const names of [
      { 'det.onnx': torn, 'rec.onnx': RECOGNITION },
      { 'det.onnx': DETECTION, 'rec.onnx': torn },
    ])
      await expect(load(await copyModel(names))).rejects.toMatchObject({
        code: 'model-invalid',
        message: expect.stringContaining('cannot be loaded'),
      });
  });

  it('must know its characters', async () => {
    const folder = await copyModel({ 'det.onnx': DETECTION, 'rec.onnx': DETECTION });
    await expect(load(folder)).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringContaining('no metadata "character"'),
    });
  });

  it('ships with its licence, and with the files that its card names', async () => {
    const names = await readdir(TEXT_MODEL);
    expect(names.sort()).toEqual(['LICENSE', 'MODEL_CARD.md', 'NOTICE', DETECTION, RECOGNITION]);
    const card = await readFile(join(TEXT_MODEL, 'MODEL_CARD.md'), 'utf8');
    for (const name of [DETECTION, RECOGNITION]) {
      const hash = createHash('sha256').update(await readFile(join(TEXT_MODEL, name)));
      expect(card).toMatch(new RegExp(`${name}.*${hash.digest('hex')}`));
    }
  });
});
