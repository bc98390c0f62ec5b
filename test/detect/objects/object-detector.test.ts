import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { computeOverlap } from '#src/detect/boxes.js';
import type { Detector } from '#src/detect/detector.js';
import { OBJECT_CLASSES } from '#src/detect/objects/classes.js';
import { loadObjectDetector } from '#src/detect/objects/object-detector.js';
import { COLOURS } from '#src/model/look.js';
import type { DetectedRegion } from '#src/model/region.js';
import { openFrame, paintFlat, toFrame } from '../../support/detect/open-frame.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

const MODEL = fileURLToPath(new URL('../../../data/models/ssd-mobilenet-v2-coco', import.meta.url));
const SAMPLES = fileURLToPath(new URL('../../../data/samples', import.meta.url));

/**
 * What ONNX Runtime 1.32 and OpenCV 5 (`INTER_AREA` to 300 × 300) find in Python with the same weights, each class by itself, scores of 0.4 and more,
 * overlaps of at most 0.5.
 */
const REFERENCE = JSON.parse(
  readFileSync(new URL('../../fixtures/detect/objects.json', import.meta.url), 'utf8'),
) as Record<string, DetectedRegion[]>;

let detector: Detector;
beforeAll(async () => {
  detector = await loadObjectDetector(MODEL, { threads: 1 });
});

describe('the detector of things', () => {
  it.each(Object.entries(REFERENCE))('finds in %s what the reference finds', async (name, expected) => {
    const found = await detector.detect(await openFrame(join(SAMPLES, name)));
    expect(found.map(({ label }) => label)).toEqual(expected.map(({ label }) => label));
    for (const [i, { box, score }] of expected.entries()) {
      const region = found[i] as DetectedRegion;
      expect(region.kind).toBe('object');
      expect(Math.abs(region.score - score)).toBeLessThan(0.005);
      for (const side of ['x', 'y', 'width', 'height'] as const)
        expect(Math.abs(region.box[side] - box[side]), side).toBeLessThan(0.003);
    }
  });

  it('gives boxes inside the frame, by falling score, of one class none twice', async () => {
    const found = await detector.detect(await openFrame(join(SAMPLES, 'music/opera-singers-on-stage.jpg')));
    expect(found.length).toBeGreaterThan(4);
    expect(found.map(({ score }) => score)).toEqual(found.map(({ score }) => score).toSorted((a, b) => b - a));
    for (const { box, label, score } of found) {
      expect(OBJECT_CLASSES).toContain(label);
      expect(score).toBeGreaterThanOrEqual(0.4);
      expect(Math.min(box.x, box.y, 1 - box.x - box.width, 1 - box.y - box.height)).toBeGreaterThan(-1e-6);
    }
    for (const [i, a] of found.entries())
      for (const b of found.slice(i + 1))
        if (a.label === b.label) expect(computeOverlap(a.box, b.box)).toBeLessThanOrEqual(0.5);
  });

  it('measures the colours of each thing in the pixels that it has read', async () => {
    const frame = await openFrame(join(SAMPLES, 'favourites/scarlet-macaw.webp'));
    const [bird] = await detector.detect(frame);
    expect(bird?.label).toBe('bird');
    expect(frame.reads).toEqual([640]);
    const shares = Object.fromEntries(COLOURS.map((colour, i) => [colour, bird?.colours?.[i] ?? 0]));
    expect(shares['red']).toBeGreaterThan(0.3);
    expect(shares['purple']).toBeLessThan(0.05);
    expect(bird?.colours?.reduce((sum, share) => sum + share)).toBeCloseTo(1, 9);
  });

  it('reads a frame once', async () => {
    const frame = await openFrame(join(SAMPLES, 'favourites/coffee-cup.jpg'));
    await detector.detect(frame);
    expect(frame.reads).toEqual([640]);
  });

  it('finds nothing in one colour, and takes any shape', async () => {
    for (const [width, height] of [
      [1, 1],
      [640, 3],
      [320, 240],
    ] as const)
      expect(await detector.detect(toFrame(paintFlat(width, height, [128, 128, 128])))).toEqual([]);
  });

  it('lets errors of reading pass', async () => {
    const read = () => Promise.reject(Object.assign(new Error('gone'), { code: 'vanished' }));
    await expect(detector.detect({ width: 9, height: 9, read })).rejects.toMatchObject({ code: 'vanished' });
  });

  it('says which model cannot be loaded', async () => {
    const folder = join(makeTemporaryFolder(), 'model');
    await mkdir(folder);
    await writeFile(join(folder, 'model.onnx'), 'no model');
    await expect(loadObjectDetector(folder, { threads: 1 })).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringContaining(join(folder, 'model.onnx')),
    });
  });
});
