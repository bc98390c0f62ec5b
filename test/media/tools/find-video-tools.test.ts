import { mkdirSync, utimesSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findVideoTools } from '#src/media/tools/find-video-tools.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';
import { writeTool } from '../../support/video/video-tools.js';

const home = makeTemporaryFolder();

function makeFolder(name: string, tools: readonly string[]): string {
  const folder = join(home, name);
  mkdirSync(folder);
  for (const tool of tools) writeTool(folder, tool, '');
  return folder;
}

describe.skipIf(process.platform === 'win32')('ffmpeg', () => {
  const both = makeFolder('both', ['ffmpeg', 'ffprobe']);
  const alone = makeFolder('alone', ['ffmpeg']);
  const none = makeFolder('none', []);

  it('is the one that is named, before that of the environment, before the first on PATH', () => {
    const env = { PATH: [none, both].join(delimiter), PHOTOSEEK_FFMPEG: join(alone, 'ffmpeg') };
    expect(findVideoTools(join(both, 'ffmpeg'), env)?.ffmpeg).toBe(join(both, 'ffmpeg'));
    expect(findVideoTools(undefined, env)?.ffmpeg).toBe(join(alone, 'ffmpeg'));
    expect(findVideoTools(undefined, { ...env, PHOTOSEEK_FFMPEG: '' })?.ffmpeg).toBe(join(both, 'ffmpeg'));
  });

  it('has the ffprobe beside it, or the first on PATH, or none', () => {
    const ffmpeg = join(alone, 'ffmpeg');
    expect(findVideoTools(join(both, 'ffmpeg'), { PATH: none })?.ffprobe).toBe(join(both, 'ffprobe'));
    expect(findVideoTools(ffmpeg, { PATH: both })?.ffprobe).toBe(join(both, 'ffprobe'));
    expect(findVideoTools(ffmpeg, { PATH: none })).toMatchObject({ ffmpeg, ffprobe: null });
  });

  it('is not there without one on PATH', () => {
    expect(findVideoTools(undefined, { PATH: none })).toBeNull();
    expect(findVideoTools(undefined, {})).toBeNull();
  });

  it('that is named must be there', () => {
    const named = () => findVideoTools(join(none, 'ffmpeg'), { PATH: both });
    expect(named).toThrow(expect.objectContaining({ code: 'path-not-found' }));
    expect(named).toThrow(/--ffmpeg must lead to a program/);
    expect(() => findVideoTools(undefined, { PATH: both, PHOTOSEEK_FFMPEG: none })).toThrow(/PHOTOSEEK_FFMPEG/);
  });

  it('has another id when another version is installed', () => {
    const ffmpeg = join(both, 'ffmpeg');
    const before = findVideoTools(ffmpeg, {})?.id;
    expect(findVideoTools(ffmpeg, {})?.id).toBe(before);
    utimesSync(ffmpeg, 1, 1);
    expect(findVideoTools(ffmpeg, {})?.id).not.toBe(before);
  });
});
