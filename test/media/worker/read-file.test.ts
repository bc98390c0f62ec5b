import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  appendFile,
  chmod,
  mkdir,
  open,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { IDENTIFY_BYTES } from '#src/media/identify/identify.js';
import { hashBytes, MAX_FILE_BYTES, readFileBytes } from '#src/media/worker/read-file.js';
import { readAndHash, readSource } from '#src/media/worker/read-source.js';
import { CAN_BE_UNPRIVILEGED, startNode } from '../../support/processes/run-command.js';
import { COMMAND } from '../../support/shared.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

const folder = makeTemporaryFolder();
const inFolder = (name: string) => join(folder, name);

/** Does something over and over until the work is done. */
async function meanwhile<T>(work: Promise<T>, disturb: () => Promise<void>): Promise<T> {
  let isDone = false;
  const settled = work.finally(() => {
    isDone = true;
  });
  settled.catch(() => {});
  while (!isDone) await disturb();
  return settled;
}

describe('readFileBytes', () => {
  it('gives the bytes, their number and the time of the last change', async () => {
    await writeFile(inFolder('a.bin'), 'some bytes');
    const { bytes, sizeBytes, mtimeMs } = await readFileBytes(inFolder('a.bin'));
    expect([bytes.toString(), sizeBytes]).toEqual(['some bytes', 10]);
    expect(mtimeMs).toBe((await stat(inFolder('a.bin'))).mtimeMs);
  });

  it('throws vanished for a missing file, a file taken for a folder and a link to nothing', async () => {
    await writeFile(inFolder('file'), 'x');
    await symlink(inFolder('nothing'), inFolder('dangling'));
    for (const name of ['missing', 'file/below', 'dangling'])
      await expect.soft(readFileBytes(inFolder(name)), name).rejects.toMatchObject({ code: 'vanished', kind: 'media' });
  });

  it('throws empty-file for a file without bytes', async () => {
    await writeFile(inFolder('empty.jpg'), '');
    await expect(readFileBytes(inFolder('empty.jpg'))).rejects.toMatchObject({ code: 'empty-file' });
  });

  it('throws unreadable for a folder', async () => {
    await mkdir(inFolder('folder.jpg'));
    await expect(readFileBytes(inFolder('folder.jpg'))).rejects.toMatchObject({
      code: 'unreadable',
      message: expect.stringContaining('not a regular file'),
    });
  });

  it('throws unreadable for a link that leads back to itself', async () => {
    await symlink(inFolder('loop'), inFolder('loop'));
    await expect(readFileBytes(inFolder('loop'))).rejects.toMatchObject({
      code: 'unreadable',
      message: expect.stringContaining('leads back to itself'),
    });
  });

  it.skipIf(process.platform === 'win32')('throws unreadable for a pipe instead of waiting for a writer', async () => {
    execFileSync('mkfifo', [inFolder('pipe.jpg')]);
    await expect(readFileBytes(inFolder('pipe.jpg'))).rejects.toMatchObject({ code: 'unreadable' });
  });

  it('refuses a file that is too large before it reads any of it', async () => {
    const handle = await open(inFolder('huge.jpg'), 'w');
    const reading = vi.spyOn(Object.getPrototypeOf(handle), 'readFile');
    onTestFinished(() => reading.mockRestore());
    await handle.writeFile('some bytes');
    await readFileBytes(inFolder('huge.jpg'));
    expect(reading).toHaveBeenCalledTimes(1);
    await handle.truncate(MAX_FILE_BYTES + 1);
    await handle.close();
    await expect(readFileBytes(inFolder('huge.jpg'))).rejects.toMatchObject({ code: 'image-too-large' });
    expect(reading).toHaveBeenCalledTimes(1);
  });

  it('throws changed-while-reading for a file that grows', async () => {
    await writeFile(inFolder('growing'), Buffer.alloc(64 * 1024 ** 2));
    const reading = meanwhile(readFileBytes(inFolder('growing')), () => appendFile(inFolder('growing'), 'more'));
    await expect(reading).rejects.toMatchObject({ code: 'changed-while-reading', hint: expect.any(String) });
  });

  it('throws changed-while-reading for a file that is written over with as many bytes', async () => {
    const path = inFolder('rewritten');
    await writeFile(path, Buffer.alloc(64 * 1024 ** 2));
    let second = 1_000_000;
    const reading = meanwhile(readFileBytes(path), () => utimes(path, second, second++));
    await expect(reading).rejects.toMatchObject({ code: 'changed-while-reading' });
  });

  it('throws changed-while-reading for a file that another one takes the place of', async () => {
    const path = inFolder('replaced');
    const made = inFolder('replacement');
    await writeFile(path, Buffer.alloc(64 * 1024 ** 2));
    const { mtime } = await stat(path);
    const reading = meanwhile(readFileBytes(path), async () => {
      // As large and as old as the first: only what it is tells them apart.
      const handle = await open(made, 'w');
      await handle.truncate(64 * 1024 ** 2);
      await handle.utimes(mtime, mtime);
      await handle.close();
      await rename(made, path);
    });
    await expect(reading).rejects.toMatchObject({ code: 'changed-while-reading' });
  });

  it('throws vanished for a file that is deleted while it is read', async () => {
    const path = inFolder('deleted');
    await writeFile(path, Buffer.alloc(64 * 1024 ** 2));
    const reading = meanwhile(readFileBytes(path), () => rm(path, { force: true }));
    await expect(reading).rejects.toMatchObject({ code: 'vanished' });
  });

  it.skipIf(!CAN_BE_UNPRIVILEGED)('throws unreadable for a file without permission', async () => {
    await writeFile(inFolder('secret.jpg'), 'x');
    await chmod(inFolder('secret.jpg'), 0o000);
    await chmod(folder, 0o755);
    const module = pathToFileURL(join(COMMAND, '../media/worker/read-file.js')).href;
    const script = `import(${JSON.stringify(module)})
      .then(({ readFileBytes }) => readFileBytes(${JSON.stringify(inFolder('secret.jpg'))}))
      .catch(({ code, message }) => console.log(code, message))`;
    const { stdout } = await startNode(['-e', script], { unprivileged: true }).ended;
    expect(stdout).toBe('unreadable Permission to read it was denied.\n');
  });
});

describe('hashBytes', () => {
  it('is SHA-256', () => {
    expect(hashBytes(Buffer.from('abc')).toString('hex')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
    expect(hashBytes(Buffer.from([1, 2]))).toEqual(
      createHash('sha256')
        .update(Buffer.from([1, 2]))
        .digest(),
    );
  });
});

describe('a video', () => {
  it('is not read whole, and is hashed only where its identity is asked for', async () => {
    const path = inFolder('film.mp4');
    const head = Buffer.from('\0\0\0\x18ftypisom\0\0\x02\0isomavc1', 'latin1');
    await writeFile(path, Buffer.concat([head, randomBytes(3 * 2 ** 20)]));
    const read = await readSource({ path });
    expect(read.bytes).toHaveLength(IDENTIFY_BYTES);
    expect(read).not.toHaveProperty('sha256');
    const hashed = await readAndHash({ path });
    expect(hashed).toMatchObject(read);
    expect(hashed.sha256).toEqual(hashBytes(await readFile(path)));
  });
});
