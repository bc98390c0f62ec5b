import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { runCommand, startNode } from '../support/processes/run-command.js';
import { SAMPLES } from '../support/shared.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const folder = makeTemporaryFolder();
// Where either is said, ONNX Runtime does not report of itself.
delete process.env.CI;
delete process.env.ORT_RUNNING_UNIT_TESTS;

/** An account of its own, in which ONNX Runtime would leave the number it reports with. */
async function makeHome(name: string) {
  const home = join(folder, name);
  await mkdir(join(home, 'tmp'), { recursive: true });
  const env = {
    HOME: home,
    XDG_CACHE_HOME: join(home, 'cache'),
    TMPDIR: join(home, 'tmp'),
    ORT_DISABLE_TELEMETRY: '0',
  };
  const listFiles = async () =>
    (await readdir(home, { recursive: true, withFileTypes: true })).filter((e) => e.isFile());
  return { env, listFiles };
}

describe('ONNX Runtime keeps no number of this machine and no events to report', () => {
  it('when photos are indexed, and when they are searched', async () => {
    const { env, listFiles } = await makeHome('command');
    const library = ['--library', join(folder, 'library')];
    const indexed = await runCommand(['index', join(SAMPLES, 'red-panda.jpg'), ...library], { env });
    expect(indexed.code, indexed.stderr).toBe(0);
    const found = await runCommand(['search', 'a dog', '--no-daemon', ...library], { env });
    expect(found.code, found.stderr).toBe(0);
    expect(await listFiles()).toEqual([]);
  }, 60_000);

  it('when a program uses the library', async () => {
    const { env, listFiles } = await makeHome('program');
    const program = `
      const { openLibrary } = await import(${JSON.stringify(import.meta.resolve('#src/index.js'))});
      const library = await openLibrary({ path: ${JSON.stringify(join(folder, 'other-library'))} });
      await library.search('a dog');
      await library.close();`;
    const { code, stderr } = await startNode(['--input-type=module', '-e', program], { env }).ended;
    expect(code, stderr).toBe(0);
    expect(await listFiles()).toEqual([]);
  });
});

describe('in a worker thread, whose environment native code does not see', () => {
  const encode = `
    const { parentPort } = require('node:worker_threads');
    (async () => {
      const { forbidTelemetry } = await import(${JSON.stringify(import.meta.resolve('#src/onnx/forbid-telemetry.js'))});
      forbidTelemetry();
    })().then(() => parentPort.postMessage('ok'), ({ code, hint }) => parentPort.postMessage({ code, hint }));`;
  const ask = (env: NodeJS.ProcessEnv) =>
    new Promise((resolve, reject) => {
      new Worker(encode, { eval: true, env }).once('message', resolve).once('error', reject);
    });

  it('says what to do instead of letting it report', async () => {
    const { ORT_DISABLE_TELEMETRY: _, ...env } = process.env;
    expect(await ask(env)).toEqual({ code: 'encoder-failed', hint: expect.stringContaining('ORT_DISABLE_TELEMETRY') });
  });

  it('goes on where the main thread has seen to it', async () => {
    expect(await ask({ ...process.env, ORT_DISABLE_TELEMETRY: '1' })).toBe('ok');
  });
});
