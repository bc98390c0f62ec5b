import { describe, expect, it } from 'vitest';
import type { FoundMetadata } from '#src/metadata/found-metadata.js';
import { type MetadataSources, mergeMetadata } from '#src/metadata/merge-metadata.js';

const NONE: MetadataSources = {
  exif: {},
  xmp: {},
  iptc: {},
  texts: {},
  sidecar: {},
  takeout: {},
  name: undefined,
  mtime: undefined,
};
const time = (year: number, offsetMinutes: number | null = null) => ({
  localTime: `${year}-07-04T18:03:22.000`,
  offsetMinutes,
});
const merge = (sources: Partial<MetadataSources>) => mergeMetadata({ ...NONE, ...sources });

describe('mergeMetadata', () => {
  it('returns empty metadata for empty sources', () => {
    expect(mergeMetadata(NONE)).toEqual({
      takenAt: null,
      gps: null,
      place: null,
      camera: null,
      lens: null,
      orientation: 1,
      rating: null,
      isFavorite: false,
      keywords: [],
      people: [],
      title: null,
      description: null,
      creator: null,
      iso: null,
      exposureS: null,
      fNumber: null,
      focalLengthMm: null,
      focalLength35mm: null,
    });
  });

  it('takes the capture time from the first source that has it, and names that source', () => {
    const sources: Partial<MetadataSources> = {};
    const steps: [Partial<MetadataSources>, string][] = [
      [{ mtime: time(2001) }, 'mtime'],
      [{ exif: { changedAt: time(2002) } }, 'exif'],
      [{ name: time(2003) }, 'name'],
      [{ takeout: { takenAt: time(2004) } }, 'takeout'],
      [{ iptc: { takenAt: time(2005) } }, 'iptc'],
      [{ xmp: { takenAt: time(2006) } }, 'xmp'],
      [{ sidecar: { takenAt: time(2007) } }, 'sidecar'],
      [{ exif: { takenAt: time(2008), changedAt: time(2002) } }, 'exif'],
    ];
    for (const [i, [more, source]] of steps.entries()) {
      Object.assign(sources, more);
      expect.soft(merge(sources).takenAt).toEqual({ ...time(2001 + i), source });
    }
  });

  it('derives the offset from a UTC timestamp', () => {
    const instantMs = Date.UTC(2019, 6, 4, 16, 2, 30);
    const exif = { takenAt: time(2019), instantMs };
    expect(merge({ exif }).takenAt?.offsetMinutes).toBe(120);
    expect(merge({ exif: { takenAt: time(2019) }, takeout: { instantMs } }).takenAt?.offsetMinutes).toBe(120);
    expect(merge({ exif: { ...exif, takenAt: time(2019, -60) } }).takenAt?.offsetMinutes).toBe(-60);
    expect(merge({ exif: { ...exif, instantMs: instantMs + 86_400_000 } }).takenAt?.offsetMinutes).toBeNull();
  });

  it('prefers the sidecar to the file and the file to Takeout', () => {
    const of = (text: string): FoundMetadata => ({
      title: text,
      description: text,
      rating: text.length,
      gps: { latitude: text.length, longitude: 1, altitudeM: null },
    });
    const [sidecar, xmp, takeout] = [of('beside'), of('in it'), of('Google')];
    expect(merge({ sidecar, xmp, takeout })).toMatchObject({ title: 'beside', rating: 6, gps: { latitude: 6 } });
    expect(merge({ xmp, takeout })).toMatchObject({ title: 'in it', description: 'in it', rating: 5 });
    expect(merge({ takeout })).toMatchObject({ title: 'Google', description: 'Google', gps: { latitude: 6 } });
  });

  it('lets a rating of 0 override stars', () => {
    expect(merge({ sidecar: { rating: 0 }, xmp: { rating: 5 } }).rating).toBe(0);
  });

  it('prefers EXIF for fields that cameras write', () => {
    const exif = { camera: { make: 'Canon', model: null }, iso: 100 };
    const xmp = { camera: { make: 'Wrong', model: 'Wrong' }, iso: 200, lens: 'RF 50mm' };
    expect(merge({ exif, xmp })).toMatchObject({ camera: exif.camera, iso: 100, lens: 'RF 50mm' });
  });

  it('merges the keywords of the file unless the sidecar has keywords', () => {
    const sources = {
      xmp: { keywords: ['lake', 'sea'] },
      iptc: { keywords: ['Lake', 'sun'] },
      exif: { keywords: ['one'] },
    };
    expect(merge(sources).keywords).toEqual(['lake', 'sea', 'sun', 'one']);
    expect(merge({ ...sources, sidecar: { keywords: ['only'] } }).keywords).toEqual(['only']);
  });

  it('merges the people of all sources', () => {
    const sources = { xmp: { people: ['Anna'] }, sidecar: { people: ['Ben'] }, takeout: { people: ['anna', 'Clara'] } };
    expect(merge(sources).people).toEqual(['Ben', 'Anna', 'Clara']);
  });

  it('takes isFavorite from Takeout', () => {
    expect(merge({ takeout: { isFavorite: true } }).isFavorite).toBe(true);
    expect(merge({ takeout: { isFavorite: false } }).isFavorite).toBe(false);
  });

  it('takes the orientation from EXIF only, as decoders do', () => {
    expect(merge({ exif: { orientation: 6 }, xmp: { orientation: 3 } }).orientation).toBe(6);
    expect(merge({ xmp: { orientation: 3 } }).orientation).toBe(1);
  });
});
