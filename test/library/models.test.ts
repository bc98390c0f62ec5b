import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import * as reference from '#src/encoder/models/reference/check-reference.js';
import { listRegistered } from '#src/encoder/models/registry/registry.js';
import { describeModel, listModels, pullModel } from '#src/index.js';
import { startHub } from '../support/encoder/hub-server.js';
import { TOY_MODEL_FOLDER } from '../support/encoder/models.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('the list of models', () => {
  it('is a copy: changing it changes no other', () => {
    const models = listModels();
    expect(models).toEqual(listRegistered());
    models[0]?.languages.push('xx');
    models.pop();
    expect(listModels()).toEqual(listRegistered());
    expect(listModels()[0]?.languages).not.toContain('xx');
  });

  it('describes one by its id and by its repository', () => {
    expect(describeModel('photoseek-mini-2')).toMatchObject({ embedded: true, dim: 512 });
    expect(describeModel('Xenova/clip-vit-base-patch32')).toEqual(describeModel('clip-b32'));
    expect(() => describeModel(7 as never)).toThrow('name must be a string, got 7.');
    expect(() => describeModel('clip-b33')).toThrow(expect.objectContaining({ code: 'model-not-found' }));
  });
});

describe('pulling a model', () => {
  it('downloads it from the given hub into the given cache, after which it is there offline', async () => {
    // Its thread exists in the build only; `hub.test.ts` has the real one.
    vi.spyOn(reference, 'checkReference').mockResolvedValue({ checkedWith: 'transformers' });
    const hub = await startHub('someone/toy-clip', TOY_MODEL_FOLDER);
    const modelCache = makeTemporaryFolder();
    const offline = { modelCache, hub: hub.url, offline: true };
    const isAbsent = { code: 'model-download-failed', hint: expect.stringContaining('photoseek models pull') };
    await expect(pullModel('someone/toy-clip', offline)).rejects.toMatchObject(isAbsent);

    const files = new Set<string>();
    const options = { modelCache, hub: hub.url, onModelDownload: ({ file }: { file: string }) => void files.add(file) };
    const pulled = await pullModel('someone/toy-clip', options);
    const folder = join(modelCache, 'someone/toy-clip');
    expect(pulled).toMatchObject({ model: 'someone/toy-clip', folder, dtype: 'fp32', dim: 32 });
    expect(pulled.revision).toMatch(/^[0-9a-f]{16}$/);
    expect([...files]).toContain('onnx/vision_model.onnx');
    expect(await pullModel('someone/toy-clip', offline)).toEqual(pulled);
  });

  it('refuses options that it does not have', async () => {
    await expect(pullModel('photoseek-mini-2', { ofline: true } as never)).rejects.toMatchObject({
      code: 'bad-argument',
      hint: 'Did you mean offline?',
    });
  });

  it('finds the models that ship with the package where they are', async () => {
    const pulled = await pullModel('photoseek-mini-2', { offline: true });
    expect(pulled).toMatchObject({ model: 'photoseek-mini-2', dim: 512 });
  });
});
