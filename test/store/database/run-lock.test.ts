import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RunLock } from '#src/store/database/run-lock.js';
import { nextFolder } from '../../support/libraries/catalogues.js';

function makeFolder(): string {
  const folder = nextFolder();
  mkdirSync(folder, { recursive: true });
  return folder;
}

describe('the lock of index runs', () => {
  it('belongs to one at a time', () => {
    const folder = makeFolder();
    expect(RunLock.isTaken(folder)).toBe(false);
    const lock = RunLock.tryAcquire(folder);
    expect(lock).toBeDefined();
    expect(RunLock.isTaken(folder)).toBe(true);
    expect(RunLock.tryAcquire(folder)).toBeUndefined();
    lock?.release();
    expect(RunLock.isTaken(folder)).toBe(false);
    const next = RunLock.tryAcquire(folder);
    expect(next).toBeDefined();
    next?.release();
  });

  it('is one for each library', () => {
    const locks = [RunLock.tryAcquire(makeFolder()), RunLock.tryAcquire(makeFolder())];
    for (const lock of locks) {
      expect(lock).toBeDefined();
      lock?.release();
    }
  });

  it('goes with the process that holds it, even when that is killed', async () => {
    const folder = makeFolder();
    const program = `
      const { RunLock } = await import(${JSON.stringify(import.meta.resolve('#src/store/database/run-lock.js'))});
      globalThis.lock = RunLock.tryAcquire(${JSON.stringify(folder)});
      console.log('taken');
      setInterval(() => globalThis.lock, 1000);
    `;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program]);
    await once(child.stdout, 'data');
    expect(RunLock.isTaken(folder)).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'close');
    expect(RunLock.isTaken(folder)).toBe(false);
  });
});
