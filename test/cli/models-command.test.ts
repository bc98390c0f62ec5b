import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import * as reference from '#src/encoder/models/reference/check-reference.js';
import { listRegistered } from '#src/encoder/models/registry/registry.js';
import * as folders from '#src/runtime/default-folders.js';
import { startHub } from '../support/encoder/hub-server.js';
import { TOY_MODEL_FOLDER } from '../support/encoder/models.js';
import { closeLibrariesAtTheEnd, runInProcess } from '../support/processes/command-in-process.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

closeLibrariesAtTheEnd();

describe('photoseek models', () => {
  it('lists the models in columns, without a library', async () => {
    const { stdout, stderr, code } = await runInProcess(['models']);
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(listRegistered().length + 1);
    expect(lines[0]).toMatch(/^MODEL +SIZE +LANGUAGES +QUALITY +SPEED +LICENCE$/);
    expect(lines.find((line) => line.startsWith('siglip2-b16-224 '))).toMatch(
      /^siglip2-b16-224 +1\.5 GB +109 +ImageNet 78\.2 +medium +Apache-2\.0$/,
    );
    expect(lines.find((line) => line.startsWith('mobileclip-s1 '))).toMatch(/not verified$/);
    expect(new Set(lines.map((line) => line.length)).size).toBeGreaterThan(1);
    expect(stderr).toContain('photoseek models show MODEL');
  });

  it('takes the model to change to as an argument, not as an option', async () => {
    for (const command of ['use', 'drop']) {
      const { stdout } = await runInProcess(['models', command, '--help']);
      expect(stdout).toContain('--library <dir>');
      expect(stdout).not.toContain('--model');
      const refused = await runInProcess(['models', command, 'a', '--model', 'b']);
      expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("unknown option '--model'")]);
    }
  });

  it('prints the same as JSON', async () => {
    const { stdout } = await runInProcess(['models', '--json']);
    expect(JSON.parse(stdout)).toEqual({ models: listRegistered() });
  });

  it('shows all that is known of one, by its id or repository', async () => {
    const { stdout } = await runInProcess(['models', 'show', 'Xenova/clip-vit-base-patch32']);
    expect(stdout).toMatch(/^model +clip-b32$/m);
    expect(stdout).toMatch(/^revision +[0-9a-f]{40}$/m);
    expect(stdout).toMatch(/^size, q8 +154 MB$/m);
    expect(stdout).toMatch(/^quality +ImageNet zero-shot top-1, %: 63\.32 \(https:.*\.csv\)$/m);
    const { stdout: unmeasured } = await runInProcess(['models', 'show', 'jina-clip-v2']);
    expect(unmeasured).toMatch(/^quality +no comparable figure is confirmed$/m);
    const { stdout: json } = await runInProcess(['models', 'show', 'photoseek-mini', '--json']);
    expect(JSON.parse(json).model).toMatchObject({ id: 'photoseek-mini', embedded: true });
  });

  it('downloads one into the cache of the user, and says where', async () => {
    const hub = await startHub('someone/toy-clip', TOY_MODEL_FOLDER);
    const env = { HF_ENDPOINT: hub.url, HF_TOKEN: 'hf_secret' };
    const cache = makeTemporaryFolder();
    const tokens: unknown[] = [];
    hub.interfere = (_file, request) => {
      tokens.push(request.headers.authorization);
      return false;
    };
    vi.spyOn(folders, 'defaultModelCache').mockReturnValue(cache);
    // Its thread exists in the build only; `hub.test.ts` has the real one.
    vi.spyOn(reference, 'checkReference').mockResolvedValue({ checkedWith: 'transformers' });
    const first = await runInProcess(['models', 'pull', 'someone/toy-clip'], { env });
    expect(first).toMatchObject({ code: 0, stdout: `someone/toy-clip is in ${join(cache, 'someone/toy-clip')}\n` });
    expect(first.stderr).toContain('downloading onnx/vision_model.onnx');
    expect(new Set(tokens)).toEqual(new Set(['Bearer hf_secret']));
    const offline = { ...env, HF_HUB_OFFLINE: '1' };
    const again = await runInProcess(['models', 'pull', 'someone/toy-clip', '--json'], { env: offline });
    expect(JSON.parse(again.stdout)).toMatchObject({ model: 'someone/toy-clip', dtype: 'fp32', dim: 32 });
    const other = await runInProcess(['models', 'pull', 'someone/other'], { env: offline });
    expect(other.stderr).toContain('downloads are switched off');
    vi.restoreAllMocks();
  });

  it.each(['embed', 'eval'])('%s downloads nothing with --offline, and computes on the --device', async (command) => {
    const classes = makeTemporaryFolder();
    for (const name of ['red', 'blue']) {
      mkdirSync(join(classes, name));
      writeFileSync(join(classes, name, '1.png'), '');
    }
    const inputs = command === 'embed' ? ['a boat'] : ['--classes', classes];
    const absent = await runInProcess([command, ...inputs, '--model', 'someone/absent', '--offline']);
    expect(absent.stderr).toContain('downloads are switched off');
    const device = process.platform === 'win32' ? 'coreml' : 'dml';
    const refused = await runInProcess([command, ...inputs, '--device', device]);
    expect(refused.stderr).toMatch(new RegExp(`device must be one that .* got ${device}`));
    expect([absent.code, refused.code]).toEqual([1, 2]);
  });

  it('names the nearest model for one that is not listed', async () => {
    const { stderr, code } = await runInProcess(['models', 'show', 'siglip2-b16-225']);
    expect(code).toBeGreaterThan(0);
    expect(stderr).toContain('got "siglip2-b16-225"');
    expect(stderr).toContain('Did you mean siglip2-b16-224?');
  });
});
