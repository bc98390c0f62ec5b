/** Validation shared by all sources: impossible values become absent. */
import { cleanLine, cleanText } from './clean-text.js';
import type { CameraMetadata, GpsMetadata, WrittenPlace } from './file-metadata.js';

/** Degrees by which rounding (32-bit numbers, decimal minutes) leads beyond a pole or the 180th meridian: some 100 m. */
const ROUNDING_DEGREES = 0.001;

/**
 * A valid position; one that is beyond the edge by no more than a rounding error lies on the edge. `undefined` when a coordinate is not a number
 * or out of range, or for exactly 0° 0°, which cameras and programs write for an unknown position.
 */
export function makeGps(north: number, east: number, altitudeM?: number): GpsMetadata | undefined {
  const [latitude, longitude] = [clampAngle(north, 90), clampAngle(east, 180)];
  if (latitude === undefined || longitude === undefined) return undefined;
  if (latitude === 0 && longitude === 0) return undefined;
  // From the deepest sea floor to the orbit of the space station.
  const isAltitude = altitudeM !== undefined && altitudeM >= -11_000 && altitudeM <= 1_000_000;
  // Adding 0 converts −0 to 0.
  return { latitude: latitude + 0, longitude: longitude + 0, altitudeM: isAltitude ? altitudeM + 0 : null };
}

function clampAngle(angle: number, limit: number): number | undefined {
  return Math.abs(angle) <= limit + ROUNDING_DEGREES ? Math.max(-limit, Math.min(limit, angle)) : undefined;
}

/** A camera; `undefined` when both names are empty. */
export function makeCamera(make: string | undefined, model: string | undefined): CameraMetadata | undefined {
  const camera = { make: cleanLine(make ?? '', 100) ?? null, model: cleanLine(model ?? '', 100) ?? null };
  return camera.make === null && camera.model === null ? undefined : camera;
}

/** A lens name; `undefined` for placeholders (dashes, zeros, question marks) that cameras write for an unknown lens. */
export function makeLens(name: string | undefined): string | undefined {
  const clean = cleanLine(name ?? '', 200);
  if (clean === undefined || !/[1-9A-Za-z\u0080-\u{10FFFF}]/u.test(clean)) return undefined;
  return /^(unknown|none|n\/a|no lens|manual lens no cpu|(0(\.0)? ?mm ?)?f\/?0(\.0)?)$/i.test(clean)
    ? undefined
    : clean;
}

/** A written place; `undefined` when all parts are empty. */
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

/** −1 (rejected), 0 (unrated) or 1…5 stars; `undefined` for other values. */
export function makeRating(rating: number | undefined): number | undefined {
  if (rating === undefined || !(rating >= -1 && rating <= 5)) return undefined;
  return Math.round(rating) + 0;
}

/**
 * Converts the Windows rating in per cent, in which 1, 25, 50, 75 and 99 stand for 1…5 stars
 * (learn.microsoft.com, `System.Rating`).
 */
export function makeRatingOfPercent(percent: number | undefined): number | undefined {
  if (percent === undefined || !(percent >= 0 && percent <= 100)) return undefined;
  if (percent === 0) return 0;
  return [13, 38, 63, 87].filter((limit) => percent >= limit).length + 1;
}

/** A number in (0, `limit`]; otherwise `undefined`. */
export function makePositive(value: number | undefined, limit: number): number | undefined {
  return value !== undefined && value > 0 && value <= limit ? value : undefined;
}

/** Default descriptions that cameras and programs write. */
const EMPTY_PHRASES =
  /^(olympus digital camera|(konica )?minolta digital camera|sony dsc|kodak digital still camera|digital (still )?camera|dcim\S*|exif_jpeg_picture|jpeg picture|samsung( camera pictures)?|default|untitled|unknown|none|null|dav|sdr|hdr|mde|cof|oznor\S*|<digimax.*>|created with (the )?gimp|file written by adobe photoshop\S* [\d.]+|charset=\S*|binary comment)$/i;

/** A title or description; `undefined` for a camera's default text. */
export function makeDescription(text: string | undefined): string | undefined {
  const clean = cleanText(text ?? '');
  return clean === undefined || EMPTY_PHRASES.test(clean) ? undefined : clean;
}
