/** Guards that every source's metadata pass: what is impossible is absent. */
import { cleanLine, cleanText } from './clean-text.js';
import type { CameraMetadata, GpsMetadata, WrittenPlace } from './file-metadata.js';

/**
 * A position, unless it is none: not a number, out of range, or exactly 0° 0°, which is what cameras and programs write that do not
 * know where they are.
 */
export function makeGps(latitude: number, longitude: number, altitudeM?: number): GpsMetadata | undefined {
  if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) return undefined;
  if (latitude === 0 && longitude === 0) return undefined;
  // From the deepest sea to the orbit of the space stations.
  const isAltitude = altitudeM !== undefined && altitudeM >= -11_000 && altitudeM <= 1_000_000;
  // Adding zero turns −0 into 0.
  return { latitude: latitude + 0, longitude: longitude + 0, altitudeM: isAltitude ? altitudeM + 0 : null };
}

/** A camera, when at least one of the names says something. */
export function makeCamera(make: string | undefined, model: string | undefined): CameraMetadata | undefined {
  const camera = { make: cleanLine(make ?? '', 100) ?? null, model: cleanLine(model ?? '', 100) ?? null };
  return camera.make === null && camera.model === null ? undefined : camera;
}

/** A lens's name; dashes, zeros and question marks stand for a lens that the camera did not know. */
export function makeLens(name: string | undefined): string | undefined {
  const clean = cleanLine(name ?? '', 200);
  if (clean === undefined || !/[1-9A-Za-z\u0080-\u{10FFFF}]/u.test(clean)) return undefined;
  return /^(unknown|none|n\/a|no lens|manual lens no cpu|(0(\.0)? ?mm ?)?f\/?0(\.0)?)$/i.test(clean)
    ? undefined
    : clean;
}

/** A written place, when at least one part says something. */
export function makePlace(parts: { [Part in keyof WrittenPlace]: string | undefined }): WrittenPlace | undefined {
  const clean = (text: string | undefined) => cleanLine(text ?? '', 200) ?? null;
  const place = {
    location: clean(parts.location),
    city: clean(parts.city),
    region: clean(parts.region),
    country: clean(parts.country),
  };
  return Object.values(place).every((part) => part === null) ? undefined : place;
}

/** −1 (rejected), 0 (unrated) and 1…5 stars; anything else is nothing. */
export function makeRating(rating: number | undefined): number | undefined {
  if (rating === undefined || !(rating >= -1 && rating <= 5)) return undefined;
  return Math.round(rating) + 0;
}

/**
 * Stars out of Windows' rating in per cent, of which 1, 25, 50, 75 and 99 stand for 1…5 stars
 * (learn.microsoft.com, `System.Rating`).
 */
export function makeRatingOfPercent(percent: number | undefined): number | undefined {
  if (percent === undefined || !(percent >= 0 && percent <= 100)) return undefined;
  if (percent === 0) return 0;
  return [13, 38, 63, 87].filter((limit) => percent >= limit).length + 1;
}

/** A number above zero and at most `limit`. */
export function makePositive(value: number | undefined, limit: number): number | undefined {
  return value !== undefined && value > 0 && value <= limit ? value : undefined;
}

/** What cameras and programs write for want of a description. */
const EMPTY_PHRASES =
  /^(olympus digital camera|(konica )?minolta digital camera|sony dsc|kodak digital still camera|digital (still )?camera|dcim\S*|exif_jpeg_picture|jpeg picture|samsung( camera pictures)?|default|untitled|unknown|none|null|dav|sdr|hdr|mde|cof|oznor\S*|<digimax.*>|created with (the )?gimp|file written by adobe photoshop\S* [\d.]+|charset=\S*|binary comment)$/i;

/** A title or description; a camera's stock phrase is none. */
export function makeDescription(text: string | undefined): string | undefined {
  const clean = cleanText(text ?? '');
  return clean === undefined || EMPTY_PHRASES.test(clean) ? undefined : clean;
}
