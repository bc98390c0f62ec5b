import type { Photo } from '../../search/types.js';

/** Time, place, camera, size and format of a photo. Unknown parts are left out. */
export function describeMetadata(photo: Photo): string[] {
  return [
    formatTaken(photo)?.slice(0, 16).replace('T', ' '),
    formatPlace(photo),
    formatCamera(photo),
    `${photo.width}×${photo.height} ${photo.format}`,
  ].filter((part) => part !== undefined);
}

/** Local time of the place. The file's time is left out: it is often that of a copy. */
export function formatTaken({ metadata }: Photo): string | undefined {
  const taken = metadata?.takenAt;
  if (!taken || taken.source === 'mtime') return undefined;
  const [day, time] = taken.localTime.slice(0, 19).split('T') as [string, string];
  return time === '00:00:00' ? day : `${day}T${time}`;
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
