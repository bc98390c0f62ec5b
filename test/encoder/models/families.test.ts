import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseModelName } from '#src/encoder/models/registry/parse-model-name.js';
import { type Family, findRegistered } from '#src/encoder/models/registry/registry.js';
import type { Encoder } from '#src/encoder/types.js';
import { createEncoder } from '#src/encoder/worker-encoder.js';
import { evaluate } from '#src/library/evaluation/evaluate.js';
import { openLibraryWith } from '#src/library/open-library.js';
import type { MediaPoolOptions } from '#src/media/worker/media-pool.js';
import { type Hub, startHub } from '../../support/encoder/hub-server.js';
import { writeFamilyModel } from '../../support/encoder/onnx/family-models.js';
import { InProcessMedia } from '../../support/images/in-process-media.js';
import { indexPaths } from '../../support/libraries/index-events.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

/** A registered model of each family, and of each form of its files. */
const MODELS = [
  'clip-b32',
  'laion-b32',
  'siglip-b16-224',
  'siglip2-b16-224',
  'mobileclip-s0',
  'mobileclip2-s0',
  'clip-b32-multilingual',
  'jina-clip-v2',
  'chinese-clip-b16',
  'nomic-v1.5',
  'clip-b16:fp16',
  'clip-l14:q8',
];

/** The texts that images are compared with for the class `red`. */
const CLASS_TEXTS: Record<Family, string[]> = {
  clip: ['a photo of a red', 'red'],
  mobileclip: ['a photo of a red', 'red'],
  'm-clip': ['a photo of a red', 'red'],
  siglip: ['This is a photo of red.'],
  siglip2: ['This is a photo of red.'],
  'chinese-clip': ['一张red的照片。'],
  'jina-clip': ['red'],
  nomic: ['red'],
};

const SUFFIXES = { fp32: '', fp16: '_fp16', q8: '_quantized' };
const photos = makeTemporaryFolder();
/** An image that is not in the library. */
const asked = makeTemporaryFolder();
/** A folder for each class, and captions of its images. */
const labelled = makeTemporaryFolder();
const captions = join(labelled, 'captions.tsv');
const cache = makeTemporaryFolder();
const IN_PROCESS = { createMedia: (media: MediaPoolOptions) => new InProcessMedia(media) };
let hub: Hub;

beforeAll(async () => {
  const repositories: Record<string, string> = {};
  const folderOf = (repository: string) => {
    const folder = repositories[repository] ?? makeTemporaryFolder();
    repositories[repository] = folder;
    return folder;
  };
  for (const name of MODELS) {
    const { row, repository, dtype } = parseModelName(name);
    if (row === undefined) throw new Error(`${name} is not registered.`);
    writeFamilyModel({
      ...{ family: row.family, dim: row.dim, into: folderOf(repository), suffix: SUFFIXES[dtype] },
      ...(row.text === undefined ? {} : { textInto: folderOf(row.text.repository) }),
      ...(row.folder === undefined ? {} : { weights: row.folder }),
      ...(row.layout === 'one' ? { isOne: true } : {}),
      ...(dtype === 'fp16' ? { type: 'float16' as const } : {}),
    });
  }
  hub = await startHub('nobody/nothing', '/nowhere', repositories);
  for (const [path, background] of [
    [join(photos, 'red.png'), '#e02020'],
    [join(photos, 'green.png'), '#20c030'],
    [join(photos, 'blue.png'), '#2030e0'],
    [join(asked, 'sky.png'), '#2848d0'],
    [join(labelled, 'classes/red/1.png'), '#d82828'],
    [join(labelled, 'classes/red/2.png'), '#f01818'],
    [join(labelled, 'classes/green/1.png'), '#20b830'],
    [join(labelled, 'classes/green/2.png'), '#18d028'],
    [join(labelled, 'classes/blue/1.png'), '#2038d8'],
    [join(labelled, 'classes/blue/2.png'), '#1830f0'],
  ] as const) {
    mkdirSync(dirname(path), { recursive: true });
    const create = { width: 48, height: 40, channels: 3, background } as const;
    await sharp({ create }).png().toFile(path);
  }
  const lines = ['red', 'green', 'blue'].map((colour) => `${colour}.png\ta photo ${colour}\n`);
  writeFileSync(captions, lines.join(''));
});

/** @param asked gets the texts that are encoded */
function recordTexts(encoder: Encoder, asked: string[]): Encoder {
  return {
    ...encoder,
    encodeTexts: (texts, tower) => {
      asked.push(...texts);
      return encoder.encodeTexts(texts, tower);
    },
  };
}

describe('a model of each family', () => {
  it.each(MODELS)('%s is downloaded, indexes, searches, finds similar photos, and is evaluated', async (model) => {
    const path = makeTemporaryFolder();
    const options = { hub: hub.url, modelCache: cache, threads: 1 };
    const library = await openLibraryWith({ path, model, ...options }, IN_PROCESS);
    try {
      await indexPaths(library, [photos]);
      const [space] = await library.spaces();
      const { row, dtype } = parseModelName(model);
      expect(space).toMatchObject({ name: model, dtype, dim: row?.dim, vectors: 3 });
      // A model that lower-cases its texts knows the word with a capital, too.
      const isLowered = row?.family === 'siglip2';
      for (const colour of ['red', 'green', 'blue']) {
        const word = isLowered ? colour.toUpperCase() : colour;
        const { results } = await library.search(`a photo ${word}`, { limit: 1, mode: 'vector' });
        expect.soft(results[0]?.path, word).toBe(join(photos, `${colour}.png`));
      }
      const { results } = await library.similar({ path: join(asked, 'sky.png') }, { limit: 3 });
      expect(results[0]?.path).toBe(join(photos, 'blue.png'));
      // The reference implementation knows each of these forms, and reads it as photoseek does.
      const manifest = readFileSync(join(cache, parseModelName(model).folder, 'photoseek.json'), 'utf8');
      expect(JSON.parse(manifest).checkedWith).toMatch(/^transformers /);
    } finally {
      await library.close();
    }
    const inputs = { images: photos, captions: [{ path: captions }], classes: join(labelled, 'classes') };
    const texts: string[] = [];
    const report = await evaluate(
      { models: [model], ...inputs, ...options },
      { ...IN_PROCESS, createEncoder: (...given) => recordTexts(createEncoder(...given), texts) },
    );
    expect(report).toMatchObject({ failed: [], captionsWithoutImage: 0 });
    const [{ retrieval, classification } = {}] = report.models;
    expect(retrieval).toMatchObject([{ textToImage: { queries: 3, recallAt1: 1 }, imageToText: { recallAt1: 1 } }]);
    expect(classification).toMatchObject({ images: 6, top1: 1, imageToImage: { queries: 6, recallAt1: 1 } });
    const { row } = parseModelName(model);
    expect(texts.filter((text) => /(?<!photo )red/.test(text))).toEqual(CLASS_TEXTS[row?.family as Family]);
  });

  it('covers every family of the registry', () => {
    const families = new Set(MODELS.map((name) => findRegistered(name.split(':')[0] as string)?.family));
    expect(families.size).toBe(8);
  });
});
