import type { Photo } from '../../search/types.js';

/** What is worth a word about a photo: when and where it was taken, and with what. Parts that are not known are left out. */
export function describeMetadata(photo: Photo): string[] {
  return [
    formatTaken(photo)?.slice(0, 16).replace('T', ' '),
    formatPlace(photo),
    formatCamera(photo),
    `${photo.width}×${photo.height} ${photo.format}`,
  ].filter((part) => part !== undefined);
}

/** As the clock on the wall showed it; not the time of the file, which says when it was copied. */
export function formatTaken({ metadata }: Photo): string | undefined {
  const taken = metadata?.takenAt;
  if (!taken || taken.source === 'mtime') return undefined;
  const [day, time] = taken.localTime.slice(0, 19).split('T') as [string, string];
  return time === '00:00:00' ? day : `${day}T${time}`;
}

/** What was written into the file; where nothing was, what lies near its position. */
export function formatPlace({ metadata }: Photo): string | undefined {
  const city = metadata?.place?.city ?? metadata?.near?.city;
  const country = metadata?.place?.country ?? metadata?.near?.countryName;
  return [city, country].filter((part) => part).join(', ') || undefined;
}

/** Most models carry their maker's name: "NIKON CORPORATION", "NIKON D50" is said once. */
export function formatCamera({ metadata }: Photo): string | undefined {
  const { make, model } = metadata?.camera ?? {};
  const [brand = ''] = (make ?? '').split(' ');
  if (!make || model?.toLowerCase().startsWith(brand.toLowerCase())) return model ?? undefined;
  return [make, model].filter((part) => part).join(' ');
}
