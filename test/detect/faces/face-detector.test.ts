import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { computeOverlap } from '#src/detect/boxes.js';
import { embedFace, loadFaceDetector } from '#src/detect/faces/face-detector.js';
import { type FaceInImage, findFaces } from '#src/detect/faces/find-faces.js';
import { type DetectedFace, FACE_DIMENSIONS, type FaceDetector, type Landmarks } from '#src/detect/faces/types.js';
import { scaleImage } from '#src/detect/pixels/scale-image.js';
import type { Box } from '#src/model/evidence.js';
import { type OnnxSession, openSession } from '#src/onnx/open-session.js';
import { fromHalf } from '#src/runtime/float16.js';
import { openFrame, paintFlat, toFrame } from '../../support/detect/open-frame.js';

const MODELS = fileURLToPath(new URL('../../../data/models/yunet-faceres', import.meta.url));
const SAMPLES = fileURLToPath(new URL('../../../data/samples/favourites', import.meta.url));

/**
 * What OpenCV 5 (`FaceDetectorYN`), and ONNX Runtime 1.32 on faces that NumPy and OpenCV have turned, find in Python with the same weights, in pixels
 * of the photo at a long side of at most 640, scores of 0.7 and more. Vectors are float16 in base64.
 */
const REFERENCE = JSON.parse(
  readFileSync(new URL('../../fixtures/detect/faces.json', import.meta.url), 'utf8'),
) as Record<string, { box: Box; landmarks: Landmarks; score: number; vector: string }[]>;

const open = (name: string) => openFrame(join(SAMPLES, name));

function readVector(text: string): Float32Array {
  const { buffer, byteOffset, byteLength } = Buffer.from(text, 'base64');
  return Float32Array.from(new Uint16Array(buffer.slice(byteOffset, byteOffset + byteLength)), fromHalf);
}

function cosine(a: Float32Array, b: Float32Array): number {
  const dot = (x: Float32Array, y: Float32Array) => x.reduce((sum, value, i) => sum + value * (y[i] as number), 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

describe('YuNet and FaceRes', () => {
  let finder: OnnxSession;
  let embedder: OnnxSession;
  beforeAll(async () => {
    finder = await openSession(join(MODELS, 'finder.onnx'), { threads: 1 });
    embedder = await openSession(join(MODELS, 'embedder.onnx'), { threads: 1 });
  });

  it.each(Object.entries(REFERENCE))('agree with the reference in %s', async (name, expected) => {
    const image = await (await openFrame(join(SAMPLES, '..', name))).read(640);
    const found = await findFaces(finder, image, 0.7);
    expect(found).toHaveLength(expected.length);
    for (const [i, { vector, ...reference }] of expected.entries()) {
      const face = found[i] as FaceInImage;
      expect(Math.abs(face.score - reference.score)).toBeLessThan(1e-3);
      for (const side of ['x', 'y', 'width', 'height'] as const)
        expect(Math.abs(face.box[side] - reference.box[side]) / image.width).toBeLessThan(1e-3);
      for (const [n, { x, y }] of reference.landmarks.entries()) {
        const point = face.landmarks[n] as { x: number; y: number };
        expect(Math.hypot(point.x - x, point.y - y) / image.width).toBeLessThan(1e-3);
      }
      expect(cosine(await embedFace(embedder, image, face.landmarks), readVector(vector))).toBeGreaterThan(0.999);
    }
  });
});

describe('the detector of faces', () => {
  let detector: FaceDetector;
  beforeAll(async () => {
    detector = await loadFaceDetector(MODELS, { threads: 1 });
  });

  it('gives shares of the frame, and vectors of length 1', async () => {
    const [face, ...others] = await detector.detect(await open('astronaut-portrait.jpg'));
    expect(others).toEqual([]);
    expect(face).toMatchObject({ kind: 'face', label: null });
    const { box, landmarks, vector } = face as DetectedFace;
    expect(computeOverlap(box, { x: 0.35, y: 0.13, width: 0.175, height: 0.215 })).toBeGreaterThan(0.7);
    for (const { x, y } of landmarks) {
      expect(x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height).toBe(true);
    }
    expect(vector).toHaveLength(FACE_DIMENSIONS);
    expect(cosine(vector, vector)).toBeCloseTo(1, 5);
    expect(Math.hypot(...vector)).toBeCloseTo(1, 3);
  });

  it('knows a face again that is mirrored, darker and smaller, and tells it from others', async () => {
    const frame = await open('astronaut-portrait.jpg');
    const image = await frame.read(640);
    const [face] = await detector.detect(frame);
    const small = scaleImage(image, 300, 300);
    const changed = Uint8Array.from(small.data, (_, i) => {
      const [pixel, channel] = [Math.floor(i / 3), i % 3];
      const mirrored = Math.floor(pixel / 300) * 300 + (299 - (pixel % 300));
      return (small.data[mirrored * 3 + channel] as number) * 0.6;
    });
    const [again] = await detector.detect(toFrame({ ...small, data: changed }));
    expect(cosine((face as DetectedFace).vector, (again as DetectedFace).vector)).toBeGreaterThan(0.7);
    const others = await detector.detect(await open('mariachi-musicians.jpg'));
    for (const { vector } of others) expect(cosine((face as DetectedFace).vector, vector)).toBeLessThan(0.62);
  });

  it('looks a second time at groups, and gives each face once', async () => {
    const frame = await open('mariachi-musicians.jpg');
    const faces = await detector.detect(frame);
    expect(frame.reads).toEqual([640, 1280]);
    expect(faces.length).toBeGreaterThanOrEqual(6);
    for (const [i, a] of faces.entries())
      for (const b of faces.slice(i + 1)) expect(computeOverlap(a.box, b.box)).toBeLessThanOrEqual(0.3);
  });

  it('looks once at large faces, and where there are none', async () => {
    for (const [name, count] of [
      ['astronaut-portrait.jpg', 1],
      ['coffee-cup.jpg', 0],
      ['forest-stream.jpg', 0],
    ] as const) {
      const frame = await open(name);
      expect(await detector.detect(frame), name).toHaveLength(count);
      expect(frame.reads, name).toEqual([640]);
    }
  });

  it('leaves out faces of fewer than 32 pixels, however large they are drawn', async () => {
    const image = await (await open('astronaut-portrait.jpg')).read(640);
    expect(await detector.detect(toFrame(scaleImage(image, 100, 100)))).toEqual([]);
    expect(await detector.detect(toFrame(scaleImage(image, 200, 200)))).toHaveLength(1);
  });

  it('takes any shape', async () => {
    for (const [width, height] of [
      [1, 1],
      [640, 3],
    ] as const)
      expect(await detector.detect(toFrame(paintFlat(width, height, [90, 90, 90])))).toEqual([]);
  });
});
