import { describe, expect, it } from 'vitest';
import { parseDateInName } from '#src/metadata/date-in-name.js';
import { measureCpuMs } from '../support/processes/cpu-time.js';

const NOW = { nowMs: Date.UTC(2026, 0, 15, 12) };
const read = (name: string) => parseDateInName(name, NOW)?.localTime;

describe('parseDateInName', () => {
  it.each([
    // Android, and what most makers made of it.
    ['IMG_20190704_180322.jpg', '2019-07-04T18:03:22.000'],
    ['IMG_20190704_180322_1.jpg', '2019-07-04T18:03:22.000'],
    ['IMG_20190704_180322(0).jpg', '2019-07-04T18:03:22.000'],
    ['IMG_20190704_180322_HDR.jpg', '2019-07-04T18:03:22.000'],
    ['IMG_20190704_180322_BURST001_COVER.jpg', '2019-07-04T18:03:22.000'],
    ['IMG_20190704_180322123_HDR.jpg', '2019-07-04T18:03:22.123'],
    ['00000IMG_00000_BURST20190704180322123_COVER.jpg', '2019-07-04T18:03:22.123'],
    ['MVIMG_20190704_180322.jpg', '2019-07-04T18:03:22.000'],
    ['VID_20190704_180322.mp4', '2019-07-04T18:03:22.000'],
    ['VID20190704180322.mp4', '2019-07-04T18:03:22.000'],
    ['IMG20190704180322.jpg', '2019-07-04T18:03:22.000'],
    ['20190704_180322.jpg', '2019-07-04T18:03:22.000'],
    ['20190704180322.jpg', '2019-07-04T18:03:22.000'],
    ['20190704T180322Z.jpg', '2019-07-04T18:03:22.000'],
    ['WP_20190704_18_03_22_Pro.jpg', '2019-07-04T18:03:22.000'],
    // Screens.
    ['Screenshot_2019-07-04-18-03-22.png', '2019-07-04T18:03:22.000'],
    ['Screenshot_2019-07-04-18-03-22-123_com.android.chrome.png', '2019-07-04T18:03:22.123'],
    ['Screenshot_20190704-180322_Chrome.jpg', '2019-07-04T18:03:22.000'],
    ['Screenshot from 2019-07-04 18-03-22.png', '2019-07-04T18:03:22.000'],
    ['Screen Shot 2019-07-04 at 18.03.22.png', '2019-07-04T18:03:22.000'],
    ['Screen Shot 2019-07-04 at 6.03.22 PM.png', '2019-07-04T18:03:22.000'],
    ['Screenshot 2019-07-04 at 6.03.22\u202FPM.png', '2019-07-04T18:03:22.000'],
    ['Screenshot 2019-07-04 at 12.03.22 AM.png', '2019-07-04T00:03:22.000'],
    ['Screenshot 2019-07-04 at 12.03.22 PM (2).png', '2019-07-04T12:03:22.000'],
    ['Screenshot 2019-07-04 180322.png', '2019-07-04T18:03:22.000'],
    ['Bildschirmfoto 2019-07-04 um 18.03.22.png', '2019-07-04T18:03:22.000'],
    ['Capture d’écran 2019-07-04 à 18.03.22.png', '2019-07-04T18:03:22.000'],
    // Messengers and clouds.
    ['2019-07-04 18.03.22.jpg', '2019-07-04T18:03:22.000'],
    ['2019-07-04 18.03.22-1.jpg', '2019-07-04T18:03:22.000'],
    ['2019-07-04_18-03-22.jpg', '2019-07-04T18:03:22.000'],
    ['2019-07-04T18:03:22.jpg', '2019-07-04T18:03:22.000'],
    ['photo_2019-07-04_18-03-22.jpg', '2019-07-04T18:03:22.000'],
    ['WhatsApp Image 2019-07-04 at 18.03.22.jpeg', '2019-07-04T18:03:22.000'],
    ['WhatsApp Image 2019-07-04 at 6.03.22 PM.jpeg', '2019-07-04T18:03:22.000'],
    ['signal-2019-07-04-180322.jpg', '2019-07-04T18:03:22.000'],
    ['signal-2019-07-04-18-03-22-123.jpg', '2019-07-04T18:03:22.123'],
    ['IMG-20190704-WA0001.jpg', '2019-07-04T00:00:00.000'],
    ['VID-20190704-WA0012.mp4', '2019-07-04T00:00:00.000'],
    // Dates alone.
    ['2019-07-04.jpg', '2019-07-04T00:00:00.000'],
    ['2019_07_04 on the beach.jpg', '2019-07-04T00:00:00.000'],
    ['2019.07.04-1.jpg', '2019-07-04T00:00:00.000'],
    ['20190704.jpg', '2019-07-04T00:00:00.000'],
    ['WP_20190704_001.jpg', '2019-07-04T00:00:00.000'],
    ['Grandma 19310506 at home.tif', '1931-05-06T00:00:00.000'],
    ['IMG_0001_20190704.jpg', '2019-07-04T00:00:00.000'],
    ['scan-99999999-20190704.png', '2019-07-04T00:00:00.000'],
    // A time that is none leaves the date.
    ['IMG_20190704_996622.jpg', '2019-07-04T00:00:00.000'],
  ])('reads %s', (name, localTime) => {
    const precision = localTime.endsWith('T00:00:00.000') ? 'day' : 'time';
    expect(parseDateInName(name, NOW)).toEqual({ localTime, offsetMinutes: null, precision });
  });

  it('reads names of Pixel phones as UTC', () => {
    expect(parseDateInName('PXL_20210101_123456789.jpg', NOW)).toEqual({
      localTime: '2021-01-01T12:34:56.789',
      offsetMinutes: 0,
      precision: 'time',
    });
    expect(parseDateInName('PXL_20210101_123456789.PORTRAIT-01.COVER.jpg', NOW)?.offsetMinutes).toBe(0);
  });

  it.each([
    'IMG_1234.jpg',
    'DSC_0042.NEF',
    'P1040829.JPG',
    '99999999.jpg',
    '00000000.jpg',
    'IMG_99999999_999999.jpg',
    '12345678.jpg',
    '20191301.jpg',
    '20190230.jpg',
    '18990704.jpg',
    '20260117.jpg',
    '20991231_120000.jpg',
    // Telephone numbers, checksums, identifiers, moments counted in milliseconds.
    '+41791234567.jpg',
    '2025550123.jpg',
    '20190704123.jpg',
    '0041 79 123 45 67.jpg',
    '0041-79-2019-07-04.jpg',
    '5f20190704ab.jpg',
    'c0ffee20190704c0ffee.png',
    '550e8400-e29b-41d4-a716-446655440000.jpg',
    'FB_IMG_1562263402123.jpg',
    '120190704_180322.jpg',
    'photo 04-07-2019.jpg',
    '2019.jpg',
    '2019-07.jpg',
    '1920x1080.png',
    '',
    '.jpg',
  ])('finds no date in %s', (name) => {
    expect(read(name)).toBeUndefined();
  });

  it('takes bounded time for a very long name', () => {
    const cpuMs = measureCpuMs(() => {
      for (const piece of ['20190704_', '2019-07-04 ', '0a', '1.1', '2019-', '20190704', 'a'])
        parseDateInName(piece.repeat(100_000), NOW);
    });
    expect(cpuMs).toBeLessThan(500);
  });
});
