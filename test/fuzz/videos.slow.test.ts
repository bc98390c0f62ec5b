import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PhotoseekError } from '#src/errors.js';
import { DEFAULT_EXPAND_OPTIONS } from '#src/media/default-expansion.js';
import { MediaPool } from '#src/media/worker/media-pool.js';
import { CODECS, listEncodableCodecs, makeFilm, planScenes } from '../../bench/support/films.mjs';
import { mutateBytes } from '../support/images/mutate.js';
import { listSeeds } from '../support/runner/fuzz-form.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';
import { NEEDS_FFMPEG, VIDEO_TOOLS } from '../support/video/video-tools.js';

const SPEC = { size: 64, fit: 'crop', kernel: 'cubic' } as const;
const TIME_LIMIT_MS = 30_000;

/** For each codec: a hundred films in all, three hundred in the long form. */
const FILMS = 100;

describe.skipIf(VIDEO_TOOLS === null)(`films with damaged or hostile bytes${NEEDS_FFMPEG}`, () => {
  const folder = makeTemporaryFolder();
  const codecs = listEncodableCodecs().filter((codec) => codec !== 'hevc');
  let media: MediaPool;
  beforeAll(async () => {
    const expand = { ...DEFAULT_EXPAND_OPTIONS, tools: VIDEO_TOOLS };
    media = new MediaPool({ processes: 2, timeLimitMs: TIME_LIMIT_MS, expand });
    // AV1 encoders take nothing below 64 pixels.
    for (const codec of codecs)
      await makeFilm(pathOf(codec), planScenes('fast', 2, 9), { codec, width: 144, height: 80 });
  });
  afterAll(() => media.close());

  const pathOf = (codec: keyof typeof CODECS) => join(folder, `${codec}.${CODECS[codec].extension}`);

  async function decode(path: string): Promise<string> {
    try {
      const { frames } = await media.prepare(
        { path },
        {
          specs: [SPEC],
          sidecars: [],
          onFrame: ({ pixels }) => expect(pixels[0]).toHaveLength(64 * 64 * 3),
        },
      );
      return frames > 0 ? 'read' : 'none';
    } catch (error) {
      if (!(error instanceof PhotoseekError)) throw error;
      expect(error.kind).toBe('media');
      return error.code;
    }
  }

  it('end with frames or with a reason, each within its limit', async () => {
    const outcomes = new Map<string, number>();
    for (const codec of codecs) {
      expect(await decode(pathOf(codec)), codec).toBe('read');
      const bytes = readFileSync(pathOf(codec));
      const seeds = listSeeds(FILMS / codecs.length, (3 * FILMS) / codecs.length);
      await Promise.all(
        seeds.map(async (seed) => {
          const path = join(folder, `${codec}-${seed}.${CODECS[codec].extension}`);
          writeFileSync(path, mutateBytes(bytes, seed));
          const outcome = await decode(path);
          outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        }),
      );
    }
    console.log(`${codecs.length} codecs: ${JSON.stringify(Object.fromEntries(outcomes))}`);
    expect(outcomes.get('read')).toBeGreaterThan(0);
    expect(outcomes.get('none') ?? 0).toBe(0);
    expect(outcomes.get('decoder-timeout') ?? 0).toBe(0);
    expect(outcomes.get('decoder-crashed') ?? 0).toBe(0);
    expect(await decode(pathOf(codecs[0] as keyof typeof CODECS))).toBe('read');
  }, 900_000);
});
