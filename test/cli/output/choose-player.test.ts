import { chmodSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { choosePlayer } from '#src/cli/output/choose-player.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

const FILM = '/films/party.mp4';
const MOMENT = { atMs: 83_400, page: null };

describe('choosePlayer', () => {
  const bin = makeTemporaryFolder();
  const addProgram = (name: string, text: string) => {
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(bin, name), 0o755);
  };

  it.each([
    ['mpv', '--start=83.4'],
    ['/usr/bin/vlc', '--start-time=83.4'],
  ])('starts %s of PHOTOSEEK_PLAYER at the moment', async (program, option) => {
    expect(await choosePlayer(FILM, MOMENT, 'linux', { PHOTOSEEK_PLAYER: program })).toEqual({
      command: [program, option, FILM],
      startsThere: true,
    });
  });

  it('starts another program of PHOTOSEEK_PLAYER at the beginning, and none for documents', async () => {
    const env = { PHOTOSEEK_PLAYER: 'my-player', PATH: bin };
    expect(await choosePlayer(FILM, MOMENT, 'darwin', env)).toEqual({
      command: ['my-player', FILM],
      startsThere: false,
    });
    expect(await choosePlayer('/a.pdf', { atMs: null, page: 7 }, 'darwin', env)).toBeUndefined();
  });

  it.skipIf(process.platform === 'win32')('asks the desktop for the program of the type', async () => {
    const env = { PATH: [bin, '/bin', '/usr/bin'].join(delimiter) };
    addProgram(
      'xdg-mime',
      'case "$3" in video/mp4) echo vlc.desktop;; application/pdf) echo org.kde.okular.desktop;; *) echo totem.desktop;; esac',
    );
    for (const name of ['vlc', 'okular', 'totem']) addProgram(name, '');
    expect((await choosePlayer(FILM, MOMENT, 'linux', env))?.command).toEqual(['vlc', '--start-time=83.4', FILM]);
    expect((await choosePlayer('/a.pdf', { atMs: null, page: 7 }, 'linux', env))?.command).toEqual([
      ...['okular', '-p', '7', '/a.pdf'],
    ]);
    expect(await choosePlayer('/films/party.webm', MOMENT, 'linux', env)).toBeUndefined();
    expect(await choosePlayer(FILM, MOMENT, 'linux', { PATH: '/nowhere' })).toBeUndefined();
  });
});
