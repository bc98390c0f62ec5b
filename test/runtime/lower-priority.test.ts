import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { getPriority } from 'node:os';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { lowerPriority } from '#src/runtime/lower-priority.js';

describe('giving way', () => {
  it('puts another process behind, and passes over one that has ended', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    lowerPriority(child.pid);
    expect(getPriority(child.pid)).toBe(10);
    child.kill();
    await once(child, 'exit');
    expect(() => lowerPriority(child.pid)).not.toThrow();
    expect(() => lowerPriority(undefined)).not.toThrow();
  });

  it.runIf(process.platform === 'linux')('puts a thread behind, and no other of its process', async () => {
    const module = JSON.stringify(new URL('../../dist/runtime/lower-priority.js', import.meta.url).href);
    const worker = new Worker(
      `import(${module}).then(({ lowerPriorityHere }) => {
         lowerPriorityHere();
         require('node:worker_threads').parentPort.postMessage(require('node:os').getPriority());
       });`,
      { eval: true },
    );
    const [inside] = await once(worker, 'message');
    expect(inside).toBe(10);
    expect(getPriority()).toBeLessThan(10);
    await worker.terminate();
  });
});
