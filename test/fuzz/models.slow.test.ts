import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PhotoseekError } from '#src/errors.js';
import { MediaPool } from '#src/media/worker/media-pool.js';
import type { ImageSpec } from '#src/model/image-spec.js';
import { mutateBytes } from '../support/images/mutate.js';
import { makeCompressedGltf } from '../support/models/compressed-gltf.js';
import { describeShape, toEmbeddedGltf, toGlb } from '../support/models/gltf-files.js';
import { makeCube, makeSphere, toBinaryStl, toObj, toPly, toTextStl } from '../support/models/shapes.js';
import { listSeeds } from '../support/runner/fuzz-form.js';

const SPEC: ImageSpec = { size: 64, fit: 'crop', kernel: 'cubic' };
const TIME_LIMIT_MS = 10_000;

describe('3D models with damaged or hostile bytes', () => {
  let media: MediaPool;
  let examples: Record<string, Uint8Array>;
  beforeAll(async () => {
    const cube = makeCube();
    const sphere = makeSphere(12);
    examples = {
      glb: toGlb(describeShape(cube)),
      'glb of a sphere': toGlb(describeShape(sphere)),
      gltf: toEmbeddedGltf(describeShape(cube)),
      draco: await makeCompressedGltf(sphere, 'draco'),
      meshopt: await makeCompressedGltf(sphere, 'meshopt'),
      obj: toObj(cube),
      stl: toBinaryStl(sphere),
      'stl as text': toTextStl(cube),
      ply: toPly(cube, 'little'),
      'ply as text': toPly(cube, 'ascii'),
      'ply, big-endian': toPly(sphere, 'big'),
    };
    media = new MediaPool({ processes: 2, timeLimitMs: TIME_LIMIT_MS });
  });
  afterAll(() => media.close());

  async function expand(bytes: Uint8Array): Promise<string> {
    try {
      const { frames } = await media.prepare({ bytes }, { specs: [SPEC], onFrame: () => {} });
      return `${frames} views`;
    } catch (error) {
      if (!(error instanceof PhotoseekError)) throw error;
      expect(error.kind).toBe('media');
      return error.code;
    }
  }

  it('end as views or as a reason, in bounded time', async () => {
    const outcomes = new Map<string, number>();
    for (const [name, bytes] of Object.entries(examples)) {
      expect(await expand(bytes), name).toBe('5 views');
      for (const seed of listSeeds(10, 200)) {
        const mutated = mutateBytes(bytes, seed);
        const outcome = mutated.length === 0 ? 'empty-file' : await expand(mutated);
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      }
    }
    console.log(`${Object.keys(examples).length} kinds of models: ${JSON.stringify(Object.fromEntries(outcomes))}`);
    expect(outcomes.get('5 views')).toBeGreaterThan(0);
    expect(outcomes.get('decoder-timeout') ?? 0).toBe(0);
  }, 600_000);
});
