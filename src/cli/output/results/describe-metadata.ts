import type { FileMetadata } from '../../../index.js';
import type { Photo } from '../../../search/types/photo.js';

/** Time, place, camera, size and format of a photo. Unknown parts are left out. */
export function describeMetadata(photo: Photo): string[] {
  return [
    describeTaken(photo),
    formatPlace(photo),
    formatCamera(photo),
    `${photo.width}×${photo.height} ${photo.format}${photo.defect === undefined ? '' : ` (${photo.defect})`}`,
  ].filter((part) => part !== undefined);
}

/** The date as far as it is known; the file's time, which is often that of a copy, is marked. */
function describeTaken({ metadata }: Photo): string | undefined {
  const takenAt = metadata?.takenAt;
  if (!takenAt) return undefined;
  const date = formatLocalTime(takenAt).slice(0, 16).replace('T', ' ');
  return takenAt.source === 'mtime' ? `${date} (file)` : date;
}

/** Local time of the place, as far as it is known. The file's time is left out: it is often that of a copy. */
export function formatTaken({ metadata }: Photo): string | undefined {
  const takenAt = metadata?.takenAt;
  return takenAt && takenAt.source !== 'mtime' ? formatLocalTime(takenAt) : undefined;
}

/** `1975`, `1975-06`, `1975-06-04`, `1975-06-04T18:03:22`. */
function formatLocalTime({ localTime, precision }: NonNullable<FileMetadata['takenAt']>): string {
  const lengths = { year: 4, month: 7, day: 10, time: 19 };
  return localTime.slice(0, lengths[precision]);
}

/** The place in the metadata, else the one nearest to the coordinates. */
export function formatPlace({ metadata }: Photo): string | undefined {
  const city = metadata?.place?.city ?? metadata?.near?.city;
  const country = metadata?.place?.country ?? metadata?.near?.countryName;
  return [city, country].filter((part) => part).join(', ') || undefined;
}

/** Make and model. Most models contain the name of their maker ("NIKON CORPORATION", "NIKON D50"), which is shown once. */
export function formatCamera({ metadata }: Photo): string | undefined {
  const { make, model } = metadata?.camera ?? {};
  const [brand = ''] = (make ?? '').split(' ');
  if (!make || model?.toLowerCase().startsWith(brand.toLowerCase())) return model ?? undefined;
  return [make, model].filter((part) => part).join(' ');
}
