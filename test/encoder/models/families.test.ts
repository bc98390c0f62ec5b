import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseModelName } from '#src/encoder/models/registry/parse-model-name.js';
import { findRegistered } from '#src/encoder/models/registry/registry.js';
import { openLibraryWith } from '#src/library/open-library.js';
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

const SUFFIXES = { fp32: '', fp16: '_fp16', q8: '_quantized' };
const photos = makeTemporaryFolder();
/** An image that is not in the library. */
const asked = makeTemporaryFolder();
const cache = makeTemporaryFolder();
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
  ] as const) {
    mkdirSync(dirname(path), { recursive: true });
    const create = { width: 48, height: 40, channels: 3, background } as const;
    await sharp({ create }).png().toFile(path);
  }
});

describe('a model of each family', () => {
  it.each(MODELS)('%s is downloaded, indexes, searches and finds similar photos', async (model) => {
    const path = makeTemporaryFolder();
    const options = { path, model, hub: hub.url, modelCache: cache, threads: 1 };
    const library = await openLibraryWith(options, { createMedia: (media) => new InProcessMedia(media) });
    try {
      await indexPaths(library, [photos]);
      const [space] = await library.spaces();
      const { row, dtype } = parseModelName(model);
      expect(space).toMatchObject({ name: model, dtype, dim: row?.dim, vectors: 3 });
      // A model that lower-cases its texts knows the word with a capital, too.
      const isLowered = row?.family === 'siglip2';
      for (const colour of ['red', 'green', 'blue']) {
        const word = isLowered ? colour.toUpperCase() : colour;
        const { results } = await library.search(`a photo ${word}`, { limit: 1 });
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
  });

  it('covers every family of the registry', () => {
    const families = new Set(MODELS.map((name) => findRegistered(name.split(':')[0] as string)?.family));
    expect(families.size).toBe(8);
  });
});
