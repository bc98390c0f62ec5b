import { describe, expect, it } from 'vitest';
import type { VideoTools } from '#src/media/expand/options.js';
import { describeVideo } from '#src/media/expand/video/describe-video.js';
import { probeVideo } from '#src/media/expand/video/probe.js';
import { makeTemporaryFolder } from '../../../support/temporary-folder.js';
import { writeTool } from '../../../support/video/video-tools.js';

const home = makeTemporaryFolder();
let count = 0;

/** Probes a video of which ffprobe says `json`. */
function probe(json: object) {
  const body = `process.stdout.write(${JSON.stringify(JSON.stringify(json))});`;
  const tools: VideoTools = { ffmpeg: 'none', ffprobe: writeTool(home, `ffprobe-${count++}`, body), id: '1' };
  return probeVideo('/films/a.mov', tools);
}

const picture = { index: 0, codec_type: 'video', codec_name: 'h264', width: 1920, height: 1080 };

describe.skipIf(process.platform === 'win32')('the headers of a video', () => {
  it('hold its codec, size, duration, rate and sound', async () => {
    const found = await probe({
      streams: [
        { ...picture, avg_frame_rate: '30000/1001' },
        { index: 1, codec_type: 'audio' },
      ],
      format: { duration: '12.345', start_time: '1.4' },
    });
    expect(found).toMatchObject({
      ...{ stream: 0, codec: 'h264', width: 1920, height: 1080, rotation: 0 },
      ...{ durationMs: 12_345, startMs: 1400, frameRate: 29.97, hasAudio: true },
    });
  });

  it.each([
    [{ side_data_list: [{ rotation: -90 }] }, 90],
    [{ side_data_list: [{}, { rotation: 90 }] }, 270],
    [{ tags: { rotate: '90' } }, 90],
    [{ side_data_list: [{ rotation: 180 }] }, 180],
    [{ tags: { rotate: 'up' } }, 0],
  ])('are upright: %j is turned by %i°', async (turned, rotation) => {
    const found = await probe({ streams: [{ ...picture, ...turned }], format: {} });
    const isTurned = rotation % 180 !== 0;
    expect(found).toMatchObject({ rotation, width: isTurned ? 1080 : 1920, height: isTurned ? 1920 : 1080 });
  });

  it('pass over a cover picture, also where it is the first stream', async () => {
    const cover = { index: 0, codec_type: 'video', width: 600, height: 600, disposition: { attached_pic: 1 } };
    expect(await probe({ streams: [cover, { ...picture, index: 1 }] })).toMatchObject({ stream: 1, width: 1920 });
    await expect(probe({ streams: [cover] })).rejects.toMatchObject({ code: 'damaged-image' });
  });

  it.each([{ duration: 'N/A' }, { duration: '-5' }, {}, { duration: '1e300' }])(
    'may not say how long it is: %j',
    async (format) => {
      expect((await probe({ streams: [picture], format })).durationMs).toBeNull();
    },
  );

  it.each([{}, { streams: [{ ...picture, width: 0 }] }, { streams: [{ index: 0, codec_type: 'audio' }] }])(
    'of no video are damaged: %j',
    async (json) => {
      await expect(probe(json)).rejects.toMatchObject({ code: 'damaged-image' });
    },
  );
});

describe.skipIf(process.platform === 'win32')('the metadata of a video', () => {
  const describeTags = async (tags: Record<string, string>) =>
    describeVideo(await probe({ streams: [picture], format: { tags } })).found;

  it('of a phone has a local time with its zone, a place and the camera', async () => {
    const found = await describeTags({
      creation_time: '2024-05-06T07:08:09.000000Z',
      'com.apple.quicktime.creationdate': '2024-05-06T09:08:09+0200',
      'com.apple.quicktime.location.ISO6709': '+47.3769+008.5417+408.000/',
      'com.apple.quicktime.make': 'Apple',
      'com.apple.quicktime.model': 'iPhone 15',
    });
    expect(found.takenAt).toMatchObject({ localTime: expect.stringContaining('2024-05-06T09:08:09') });
    expect(found.instantMs).toBe(Date.parse('2024-05-06T07:08:09Z'));
    expect(found.gps).toMatchObject({ latitude: 47.3769, longitude: 8.5417, altitudeM: 408 });
    expect(found.camera).toMatchObject({ make: 'Apple', model: 'iPhone 15' });
  });

  it('of Android has its time in UTC and its place', async () => {
    const found = await describeTags({ creation_time: '2024-05-06T07:08:09Z', location: '-33.8568+151.2153/' });
    expect(found.takenAt).toBeUndefined();
    expect(found.instantMs).toBe(Date.parse('2024-05-06T07:08:09Z'));
    expect(found.gps).toMatchObject({ latitude: -33.8568, longitude: 151.2153 });
  });

  it.each(['1904-01-01T00:00:00Z', '1970-01-01T00:00:00Z', 'yesterday'])(
    'has no date where the clock was never set: %s',
    async (creation_time) => {
      expect(await describeTags({ creation_time })).toMatchObject({ digitizedAt: undefined, instantMs: undefined });
    },
  );

  it.each(['+91.0+008.5/', 'Zürich', '+47.3', ''])('has no place where none is stated: %s', async (location) => {
    expect((await describeTags({ location })).gps).toBeUndefined();
  });
});
