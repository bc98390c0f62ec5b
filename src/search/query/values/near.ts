import type { Condition } from '../../../model/filter.js';
import { BadValue } from '../query-error.js';

/** A point of the Earth, in degrees. */
export interface NamedPoint {
  latitude: number;
  longitude: number;
}

type Near = Extract<Condition, { field: 'near' }>;

/** The radius of `near:` without a distance. */
export const DEFAULT_RADIUS_KM = 20;

/** Half the circumference of the Earth. */
const MAX_RADIUS_KM = 20_038;

const KM: Record<string, number> = { km: 1, m: 0.001, mi: 1.609344 };

const RADIUS = /^(\d{1,9}(?:\.\d{1,9})?)\s?(km|mi|m)$/i;

/** A distance such as `30km`, in kilometres; `undefined` for anything else. */
export function readRadius(text: string): number | undefined {
  const [, digits, unit = ''] = RADIUS.exec(text.trim()) ?? [];
  return digits === undefined ? undefined : round(Number(digits) * (KM[unit.toLowerCase()] as number));
}

/**
 * Reads `Paris`, `Paris, US`, `48.85,2.35`, each with a distance behind if need be: `Paris 30km`, `48.85,2.35,10km`.
 * @throws BadValue
 */
export function parseNear(value: string, findCity: (text: string) => NamedPoint): Near {
  const [, before = value, distance] = /^(.*\S)(?:\s*,\s*|\s+)(\d[\d.]*\s?(?:km|mi|m))$/i.exec(value) ?? [];
  const radiusKm = distance === undefined ? DEFAULT_RADIUS_KM : readRadius(distance);
  if (radiusKm === undefined || radiusKm <= 0 || radiusKm > MAX_RADIUS_KM) {
    throw new BadValue({
      message: `near: the radius must be above 0 and at most ${MAX_RADIUS_KM}km, got ${distance}.`,
      hint: 'For example: near:"Paris" 30km',
    });
  }
  const place = distance === undefined ? value : before;
  const point = /^([+-−]?\d+(?:\.\d+)?)\s*,\s*([+-−]?\d+(?:\.\d+)?)$/.exec(place);
  if (point === null) return { field: 'near', ...findCity(place), radiusKm, place };
  const [latitude, longitude] = point.slice(1).map((text) => round(Number(text.replace('−', '-')))) as [number, number];
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) {
    const isSwapped = Math.abs(latitude) <= 180 && Math.abs(longitude) <= 90;
    throw new BadValue({
      message: `near: latitude must be from −90 to 90 and longitude from −180 to 180, got ${place}.`,
      ...(isSwapped ? { suggestion: `${longitude},${latitude}` } : { hint: 'For example: near:48.85,2.35' }),
    });
  }
  return { field: 'near', latitude, longitude, radiusKm, place: null };
}

/** To a millionth: a decimetre on the ground. Never −0, never with an exponent. */
function round(value: number): number {
  return Math.round(value * 1e6) / 1e6 + 0;
}

/** Writes a number without an exponent. */
export function printDecimal(value: number): string {
  return value
    .toFixed(6)
    .replace(/\.?0+$/, '')
    .replace(/^-0$/, '0');
}
