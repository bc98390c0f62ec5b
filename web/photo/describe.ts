/** A photo's metadata as text. Unknown values give no text. */

import { formatTime } from '../../src/model/format-location.js';
import type { PhotoDetail } from '../api/types.js';
import { getLanguage, type TextKey, t } from '../language/translate.js';

type Metadata = NonNullable<PhotoDetail['metadata']>;

const SOURCES: Record<NonNullable<Metadata['takenAt']>['source'], TextKey | ''> = {
  exif: '',
  sidecar: '',
  xmp: '',
  iptc: '',
  takeout: '',
  container: '',
  name: 'photo.byName',
  gps: 'photo.byGps',
  mtime: 'photo.byChange',
};

/** What is known of a date: a year, a month, a day, a time. */
const STYLES: Record<NonNullable<Metadata['takenAt']>['precision'], Intl.DateTimeFormatOptions> = {
  year: { year: 'numeric' },
  month: { year: 'numeric', month: 'long' },
  day: { dateStyle: 'full' },
  time: { dateStyle: 'full', timeStyle: 'short' },
};

/** When it was taken, as the clock on the wall there showed it. */
export function describeMoment(takenAt: Metadata['takenAt']): { date: string; note: string } | null {
  if (takenAt === null) return null;
  // Read as UTC and shown as UTC: the local time of the place is what is wanted, whatever zone this browser is in.
  const moment = new Date(`${takenAt.localTime.slice(0, 19)}Z`);
  const { precision } = takenAt;
  const date = moment.toLocaleString(getLanguage() === 'en' ? 'en-GB' : getLanguage(), {
    ...STYLES[precision],
    timeZone: 'UTC',
  });
  const source = SOURCES[takenAt.source];
  return { date, note: source === '' ? '' : t(source) };
}

/** Where: as somebody wrote it, or else what is near. */
export function describePlace({ place, near }: Metadata): string {
  const written = [place?.location, place?.city, place?.region, place?.country].filter(Boolean);
  if (written.length > 0) return written.join(', ');
  if (near === null) return '';
  return [near.city, near.countryName].filter(Boolean).join(', ');
}

export function describeCamera({ camera, lens }: Metadata): string {
  const { make, model } = camera ?? { make: null, model: null };
  const name = model !== null && make !== null && !model.startsWith(make) ? `${make} ${model}` : (model ?? make);
  return [name, lens].filter(Boolean).join(' · ');
}

/** For example `1/250 s · f/2.8 · ISO 200 · 35 mm`. */
export function describeExposure({ exposureS, fNumber, iso, focalLengthMm }: Metadata): string {
  return [
    exposureS === null ? '' : `${formatExposure(exposureS)} s`,
    fNumber === null ? '' : `f/${round(fNumber)}`,
    iso === null ? '' : `ISO ${iso}`,
    focalLengthMm === null ? '' : `${round(focalLengthMm)} mm`,
  ]
    .filter(Boolean)
    .join(' · ');
}

/** For example `1:30 · H264 · 25 fps`; of a document nothing, whose pages are told beside them. */
export function describeMedia({ media }: Metadata): string {
  const { durationMs = null, codec = null, frameRate = null } = media ?? {};
  return [
    durationMs === null ? '' : formatTime(durationMs),
    codec === null ? '' : codec.toUpperCase(),
    frameRate === null ? '' : `${round(frameRate)} fps`,
  ]
    .filter(Boolean)
    .join(' · ');
}

function formatExposure(seconds: number): string {
  return seconds > 0 && seconds < 0.4 ? `1/${Math.round(1 / seconds)}` : String(round(seconds));
}

export function describePosition({ latitude, longitude }: { latitude: number; longitude: number }): string {
  const north = `${Math.abs(latitude).toFixed(4)}° ${latitude < 0 ? 'S' : 'N'}`;
  return `${north}, ${Math.abs(longitude).toFixed(4)}° ${longitude < 0 ? 'W' : 'E'}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
