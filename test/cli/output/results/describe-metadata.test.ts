import { describe, expect, it } from 'vitest';
import { describeMetadata, formatTaken } from '#src/cli/output/results/describe-metadata.js';
import type { FileMetadata } from '#src/metadata/file-metadata.js';
import type { Photo } from '#src/search/types/photo.js';

type TakenAt = NonNullable<FileMetadata['takenAt']>;

function makePhoto(takenAt: TakenAt | null): Photo {
  const metadata = { takenAt, place: null, near: null, camera: null } as unknown as FileMetadata;
  return { width: 640, height: 480, format: 'jpeg', metadata } as Photo;
}

const at = (localTime: string, more: Partial<TakenAt> = {}): TakenAt => ({
  localTime,
  offsetMinutes: null,
  precision: 'time',
  source: 'exif',
  ...more,
});

describe('the date of a photo in a list', () => {
  it.each<[TakenAt | null, string | undefined, string | undefined]>([
    [at('1975-01-01T00:00:00.000', { precision: 'year' }), '1975', '1975'],
    [at('1975-06-01T00:00:00.000', { precision: 'month' }), '1975-06', '1975-06'],
    [at('1975-06-04T00:00:00.000', { precision: 'day', source: 'name' }), '1975-06-04', '1975-06-04'],
    [at('2019-07-04T18:03:22.120'), '2019-07-04T18:03:22', '2019-07-04 18:03'],
    [at('2019-07-04T18:03:22.120', { source: 'mtime' }), undefined, '2019-07-04 18:03 (file)'],
    [null, undefined, undefined],
  ])('of %j is %s for a template and %s for people', (takenAt, forTemplate, forPeople) => {
    const photo = makePhoto(takenAt);
    expect(formatTaken(photo)).toBe(forTemplate);
    expect(describeMetadata(photo)).toEqual([...(forPeople === undefined ? [] : [forPeople]), '640×480 jpeg']);
  });
});
