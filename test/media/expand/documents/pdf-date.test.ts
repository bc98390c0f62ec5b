import { expect, it } from 'vitest';
import { parsePdfDate } from '#src/media/expand/documents/pdf-date.js';

it.each([
  ["D:20190704180322+02'00'", '2019-07-04T18:03:22.000', 120, 'time'],
  ["D:20190704180322-03'30", '2019-07-04T18:03:22.000', -210, 'time'],
  ['D:20190704180322Z', '2019-07-04T18:03:22.000', 0, 'time'],
  ['20190704180322', '2019-07-04T18:03:22.000', null, 'time'],
  ['D:201907041803', '2019-07-04T18:03:00.000', null, 'time'],
  ['D:20190704', '2019-07-04T00:00:00.000', null, 'day'],
  ['D:201907', '2019-07-01T00:00:00.000', null, 'month'],
  ['D:2019', '2019-01-01T00:00:00.000', null, 'year'],
  ['2019-07-04T18:03:22+02:00', '2019-07-04T18:03:22.000', 120, 'time'],
])('%s is %s', (text, localTime, offsetMinutes, precision) => {
  expect(parsePdfDate(text)).toEqual({ localTime, offsetMinutes, precision });
});

it.each(['', 'yesterday', 'D:', 'D:20191340', 'D:99991231', 'D:00000000000000Z'])('%j is no date', (text) => {
  expect(parsePdfDate(text)).toBeUndefined();
});
