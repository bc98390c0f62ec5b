import { copyFile, mkdir, open, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EMBEDDED_MODEL } from '#src/encoder/models/embedded-model.js';
import { MODEL_FILES } from '#src/encoder/models/model-files.js';
import { hasModelFiles, readModelFolder } from '#src/encoder/models/model-folder.js';
import { resolveModel } from '#src/encoder/models/resolve-model.js';
import { copyModel, FIRST_MODEL, MODEL_FOLDER, MULTILINGUAL_FOLDER, OFFLINE } from '../../support/encoder/models.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

const { text, vision } = MODEL_FILES;

/** The embedded model with other JSON; its weights are only linked. */
async function makeModel(changes: Partial<Record<string, string>>): Promise<string> {
  const folder = makeTemporaryFolder();
  for (const file of Object.values(MODEL_FILES)) {
    const path = join(folder, file);
    await mkdir(dirname(path), { recursive: true });
    if (file.endsWith('.onnx')) await symlink(join(MODEL_FOLDER, file), path);
    else await copyFile(join(MODEL_FOLDER, file), path);
  }
  for (const [file, content] of Object.entries(changes)) await writeFile(join(folder, file), content ?? '');
  return folder;
}

const readJson = async (file: string) => JSON.parse(await readFile(join(MODEL_FOLDER, file), 'utf8'));

/** The embedded model with other fields in one of its JSON files. */
async function makeModelWith(file: string, fields: Record<string, unknown>): Promise<string> {
  return makeModel({ [file]: JSON.stringify({ ...(await readJson(file)), ...fields }) });
}

describe('readModelFolder', () => {
  it('says what the embedded model says of itself', async () => {
    expect(await resolveModel(EMBEDDED_MODEL, OFFLINE)).toMatchObject({
      name: 'photoseek-mini-2',
      folder: join(dirname(MODEL_FOLDER), 'photoseek-mini-2'),
      dtype: 'fp32',
      dim: 512,
      revision: expect.stringMatching(/^[0-9a-f]{16}$/),
      image: { size: 260, fit: 'crop', kernel: 'cubic' },
      texts: [
        {
          ...{ name: 'english', languages: ['en'], folder: MODEL_FOLDER, file: join(MODEL_FOLDER, MODEL_FILES.text) },
          ...{ maxTokens: 128, padToMax: false, padTokenId: 0 },
        },
        { name: 'multilingual', folder: MULTILINGUAL_FOLDER, maxTokens: 128, padToMax: false },
      ],
    });
  });

  it.each([
    [
      'size as { shortest_edge } and crop_size as a square',
      { size: { shortest_edge: 224 }, crop_size: { height: 224, width: 224 } },
      { size: 224, fit: 'crop' },
    ],
    [
      'a square size without a crop',
      { size: { height: 256, width: 256 }, crop_size: null, do_center_crop: null },
      { size: 256, fit: 'fill' },
    ],
    ['a crop that is switched off', { do_center_crop: false }, { size: 260, fit: 'fill' }],
    ['linear interpolation', { resample: 2 }, { kernel: 'linear' }],
    ['no interpolation', { resample: null }, { kernel: 'cubic' }],
  ])('reads %s', async (_what, fields, image) => {
    expect((await readModelFolder(await makeModelWith(MODEL_FILES.preprocessor, fields))).image).toMatchObject(image);
  });

  it('reads a SigLIP: texts padded to 64 tokens, vectors as wide as its hidden layer', async () => {
    const config = { model_type: 'siglip', text_config: {}, vision_config: { hidden_size: 768 } };
    const folder = await makeModel({
      [MODEL_FILES.config]: JSON.stringify(config),
      [MODEL_FILES.tokenizerConfig]: '{"model_max_length": 1e30}',
    });
    expect(await readModelFolder(folder)).toMatchObject({
      dim: 768,
      texts: [{ maxTokens: 64, padToMax: true, padTokenId: 1 }],
    });
  });

  it.each(Object.values(MODEL_FILES))('throws model-not-found when %s is missing, and names it', async (file) => {
    const folder = await makeModel({});
    expect(hasModelFiles(folder)).toBe(true);
    await rm(join(folder, file));
    expect(hasModelFiles(folder)).toBe(false);
    await expect(readModelFolder(folder)).rejects.toMatchObject({
      code: 'model-not-found',
      kind: 'model',
      message: expect.stringContaining(file),
      hint: expect.any(String),
    });
  });

  it.each([MODEL_FILES.config, MODEL_FILES.preprocessor, MODEL_FILES.tokenizerConfig])(
    'throws model-invalid when %s is not a JSON object, and names it',
    async (file) => {
      for (const content of ['', '{', '<html>', '[]', 'null', '3']) {
        const folder = await makeModel({ [file]: content });
        await expect.soft(readModelFolder(folder), content).rejects.toMatchObject({
          code: 'model-invalid',
          message: expect.stringContaining(file),
        });
      }
    },
  );

  const { config, preprocessor, tokenizerConfig } = MODEL_FILES;
  it.each([
    [config, 'model_type', 7],
    [config, 'model_type', undefined],
    [config, 'projection_dim', '512'],
    [config, 'projection_dim', 1.5],
    [config, 'text_config', 'none'],
    [preprocessor, 'size', 'large'],
    [preprocessor, 'size', { height: 200, width: 300 }],
    [preprocessor, 'size', -1],
    [preprocessor, 'do_center_crop', 'yes'],
    [preprocessor, 'crop_size', 224],
    [preprocessor, 'image_mean', [0.5, 0.5]],
    [preprocessor, 'image_std', [0.5, 0.5, 'half']],
    [preprocessor, 'image_std', undefined],
    [preprocessor, 'resample', 5],
    [preprocessor, 'resample', 'bicubic'],
    [tokenizerConfig, 'model_max_length', 'long'],
  ])('throws model-invalid when %s says %s = %j', async (file, key, value) => {
    const folder = await makeModelWith(file, { [key]: value });
    await expect(readModelFolder(folder)).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringContaining(join(folder, file)),
    });
  });
});

describe('the fingerprint', () => {
  const readRevision = async (folder: string) => (await readModelFolder(folder)).revision;

  async function changeByte(path: string, position: number): Promise<void> {
    const handle = await open(path, 'r+');
    const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, position);
    await handle.write(Buffer.from([(buffer[0] as number) ^ 1]), 0, 1, position);
    await handle.close();
  }

  it('is the same for a copied folder of another name', async () => {
    const copy = await copyModel(makeTemporaryFolder(), 'elsewhere');
    const original = await readModelFolder(MODEL_FOLDER, { name: FIRST_MODEL });
    expect(await readModelFolder(copy)).toMatchObject({ revision: original.revision, name: copy });
  });

  it.each([
    [text, 'start', 0],
    [text, 'middle', 0.5],
    [text, 'end', 1],
    [vision, 'start', 0],
    [vision, 'middle', 0.5],
    [vision, 'end', 1],
  ])('is another when a byte of %s changes at its %s', async (file, _where, part) => {
    const folder = await makeModel({});
    await rm(join(folder, file));
    await copyFile(join(MODEL_FOLDER, file), join(folder, file));
    const before = await readRevision(folder);
    const { size } = await stat(join(folder, file));
    await changeByte(join(folder, file), Math.min(size - 1, Math.floor(size * part)));
    expect(await readRevision(folder)).not.toBe(before);
  });

  it.each([MODEL_FILES.config, MODEL_FILES.preprocessor, MODEL_FILES.tokenizer, MODEL_FILES.tokenizerConfig])(
    'is another when %s says more',
    async (file) => {
      const folder = await makeModelWith(file, { note: 'harmless' });
      expect(await readRevision(folder)).not.toBe(await readRevision(MODEL_FOLDER));
    },
  );

  it('is another when weights get longer', async () => {
    const folder = await copyModel(makeTemporaryFolder());
    await writeFile(join(folder, vision), Buffer.concat([await readFile(join(folder, vision)), Buffer.alloc(1)]));
    expect(await readRevision(folder)).not.toBe(await readRevision(MODEL_FOLDER));
  });
});
