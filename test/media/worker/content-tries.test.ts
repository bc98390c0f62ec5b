import { describe, expect, it } from 'vitest';
import { type ErrorCode, PhotoseekError } from '#src/errors.js';
import { ContentTries } from '#src/media/worker/content-tries.js';
import type { ImageSpec } from '#src/model/image-spec.js';

const SPEC: ImageSpec = { size: 32, fit: 'crop', kernel: 'cubic' };
const READ = { sha256: new Uint8Array(32), sizeBytes: 9, mtimeMs: 0, metadata: undefined };

function begin() {
  const tries = new ContentTries({ specs: [SPEC], onFrame: () => {} });
  const wanted = () => tries.onHashed(READ);
  const fail = (code: ErrorCode) => tries.leavePageOut(new PhotoseekError(code, code));
  /** A page that is read. */
  const take = (page: number) => {
    tries.onPage(page);
    const place = { kind: 'page', atMs: null, label: null, width: 8, height: 8 } as const;
    return tries.onFrame({ ...place, ordinal: tries.frames, page, pixels: [] });
  };
  wanted();
  return { tries, wanted, fail, take };
}

describe('the tries to prepare a content', () => {
  it('go on behind the frames that came, without the page that failed, and name the pages without a frame', async () => {
    const { tries, wanted, fail, take } = begin();
    await take(1);
    // Damaged: it gives no frame.
    tries.onPage(2);
    tries.onPage(3);
    await fail('decoder-crashed');
    expect(wanted()).toEqual({
      specs: [SPEC],
      after: { ordinal: 0, atMs: null, page: 1 },
      leftOut: [3],
      thumbnails: false,
      detectors: [],
    });
    await take(4);
    tries.onPage(null);
    const format = { format: 'pdf', mediaType: 'application/pdf' };
    expect(tries.complete(format)).toEqual({ ...format, defect: 'missing-pages', missingPages: [2, 3] });
  });

  it('end with a failure that is not a page’s', async () => {
    const { tries, fail, take } = begin();
    await expect(fail('decoder-crashed')).rejects.toMatchObject({ code: 'decoder-crashed' });
    await take(1);
    await expect(fail('decoder-crashed')).rejects.toMatchObject({ code: 'decoder-crashed' });
    tries.onPage(2);
    await expect(fail('vanished')).rejects.toMatchObject({ code: 'vanished' });
    await expect(tries.leavePageOut(new TypeError('own'))).rejects.toThrow('own');
  });

  it.each<[ErrorCode, number]>([
    ['decoder-crashed', 10],
    ['decoder-timeout', 2],
  ])('end after too many pages with %s', async (code, most) => {
    const { tries, fail } = begin();
    for (let page = 1; page <= most; page++) {
      tries.onPage(page);
      await fail(code);
    }
    tries.onPage(most + 1);
    await expect(fail(code)).rejects.toMatchObject({ code });
  });

  it('end with the first failure where no page could be read', async () => {
    const { tries, fail } = begin();
    tries.onPage(1);
    await fail('decoder-crashed');
    tries.onPage(null);
    await expect(fail('damaged-image')).rejects.toMatchObject({ code: 'decoder-crashed' });
  });

  it('end where the file was replaced in between', async () => {
    const { tries, fail } = begin();
    tries.onPage(1);
    await fail('decoder-crashed');
    expect(() => tries.onHashed({ ...READ, sha256: new Uint8Array(32).fill(1) })).toThrow(/changed/);
  });
});
