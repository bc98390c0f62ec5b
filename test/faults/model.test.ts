import { cpSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openLibrary } from '#src/index.js';
import { askLibrary, listFaults, useFaultLibrary } from '../support/faults/fault-library.js';
import { indexPaths } from '../support/libraries/index-events.js';
import { runCommand } from '../support/processes/run-command.js';
import { IS_LONG } from '../support/runner/form.js';

const EMBEDDED = fileURLToPath(new URL('../../data/models/photoseek-mini', import.meta.url));
const TEXT = 'onnx/text_model.onnx';
const VISION = 'onnx/vision_model.onnx';
const library = useFaultLibrary(4);

/** A library whose model is spoilt after it was indexed. */
async function spoil(change: (model: string) => void): Promise<{ path: string; model: string; mend: () => void }> {
  const model = library.next();
  cpSync(EMBEDDED, model, { recursive: true });
  const path = library.next();
  const opened = await openLibrary({ path, model });
  await indexPaths(opened, [library.photos]);
  await opened.close();
  const whole = library.next();
  cpSync(model, whole, { recursive: true });
  change(model);
  return {
    path,
    model,
    mend: () => {
      rmSync(model, { recursive: true, force: true });
      cpSync(whole, model, { recursive: true });
    },
  };
}

/** Commands end with a sentence about the model, and nothing that is known suffers. */
async function expectSentence(change: (model: string) => void): Promise<void> {
  const { path, mend } = await spoil(change);
  for (const args of [
    ['search', 'a red square'],
    ['index', library.photos, '--retry-failed'],
  ]) {
    const ended = await runCommand([...args, '--library', path]);
    expect(ended.stderr).not.toContain('unexpected');
    // A model that is another one now has its own, empty space: then the search says that nothing is indexed for it.
    if (ended.code === 0)
      expect(ended.stdout + ended.stderr).toMatch(/nothing|no photo|not indexed|empty|another model|indexed/i);
    else expect(ended.stderr).toMatch(/\[(model-not-found|model-invalid|encoder-failed)\]/);
  }
  mend();
  expect(await askLibrary(path)).toHaveLength(4);
  expect(await listFaults(path)).toEqual([]);
}

describe('the files of a model', () => {
  it('that are missing are named, and the library is whole when they are back', async () => {
    await expectSentence((model) => rmSync(join(model, TEXT)));
    if (!IS_LONG) return;
    await expectSentence((model) => rmSync(join(model, 'config.json')));
    await expectSentence((model) => rmSync(model, { recursive: true }));
  });

  it('that are truncated or empty end with a sentence', async () => {
    await expectSentence((model) => truncateSync(join(model, TEXT), 100_000));
    if (!IS_LONG) return;
    await expectSentence((model) => truncateSync(join(model, VISION), 0));
    await expectSentence((model) => truncateSync(join(model, 'tokenizer.json'), 500));
    await expectSentence((model) => truncateSync(join(model, 'config.json'), 10));
  }, 60_000);

  it('that are swapped, or another model’s, never mix with the vectors that are there', async () => {
    await expectSentence((model) => {
      renameSync(join(model, TEXT), join(model, 'aside'));
      renameSync(join(model, VISION), join(model, TEXT));
      renameSync(join(model, 'aside'), join(model, VISION));
    });
    const { path, model } = await spoil((folder) => {
      const file = join(folder, 'preprocessor_config.json');
      const said = JSON.parse(readFileSync(file, 'utf8'));
      writeFileSync(file, JSON.stringify({ ...said, image_mean: [0.4, 0.4, 0.4] }));
    });
    const opened = await openLibrary({ path, model });
    expect((await opened.stats()).model.vectors).toBe(0);
    expect((await opened.search('a red square')).results).toEqual([]);
    expect(await indexPaths(opened, [library.photos])).toMatchObject({ indexed: 4 });
    expect((await opened.stats()).model.vectors).toBe(4);
    await opened.close();
  });
});
