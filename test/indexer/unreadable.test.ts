import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { IndexReport } from '#src/indexer/progress/events.js';
import { writePicture } from '../support/images/random-images.js';
import { CAN_BE_UNPRIVILEGED, runCommand } from '../support/processes/run-command.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

describe.skipIf(!CAN_BE_UNPRIVILEGED)('without permission', () => {
  const home = makeTemporaryFolder();
  const photos = join(home, 'photos');
  const closed = join(photos, 'closed');

  async function index(): Promise<{ report: IndexReport; code: number | null }> {
    const args = [
      'index',
      photos,
      '--json',
      '--quiet',
      '--threads',
      '1',
      '--decoders',
      '1',
      '--library',
      join(home, 'library'),
    ];
    const { stdout, code } = await runCommand(args, { unprivileged: true });
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    return { report: events.at(-1).report, code };
  }

  it.each([
    ['cannot be listed', 0o000, 1],
    ['can be listed, but not entered', 0o444, 2],
  ])('a folder that %s keeps the photos that are known below it', async (_what, mode, failures) => {
    await mkdir(join(closed, 'deep'), { recursive: true });
    await chmod(home, 0o777);
    await writePicture(join(photos, 'a.jpg'), 1);
    await writePicture(join(closed, 'b.jpg'), 2);
    await writePicture(join(closed, 'deep/c.jpg'), 3);
    await index();
    await chmod(closed, mode);
    try {
      const { report, code } = await index();
      expect(report).toMatchObject({ indexed: 0, unchanged: 1, removed: 0 });
      expect(report.failed).toHaveLength(failures);
      for (const failure of report.failed)
        expect(failure).toMatchObject({ code: 'unreadable', message: expect.stringMatching(/denied/) });
      expect(code).toBe(0);
    } finally {
      await chmod(closed, 0o755);
    }
    expect((await index()).report).toMatchObject({ indexed: 0, reused: 0, unchanged: 3, removed: 0, failed: [] });
  });

  it('a photo is a failure that is tried again, though it did not change', async () => {
    await mkdir(photos, { recursive: true });
    await chmod(home, 0o777);
    const secret = join(photos, 'secret.jpg');
    await writePicture(secret, 4);
    await chmod(secret, 0o000);
    const { report } = await index();
    expect(report.failed).toEqual([{ path: secret, code: 'unreadable', message: 'Permission to read it was denied.' }]);
    await chmod(secret, 0o644);
    expect((await index()).report).toMatchObject({ indexed: 1, failed: [] });
  });
});
