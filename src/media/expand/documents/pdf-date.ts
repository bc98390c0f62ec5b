import type { LocalTime } from '../../../metadata/file-metadata.js';
import { parseDate } from '../../../metadata/parse-date.js';

/** `D:20190704180322+02'00'`, of which everything behind the year may be missing (ISO 32000-1, section 7.9.4). */
const DATE = /^(?:D:)?(\d{4})(\d\d)?(\d\d)?(?:(\d\d)(\d\d)?(\d\d)?)?(?:(Z)|([+-])(\d\d)'?(\d\d)?)?/;

/** Reads a date of a PDF; `undefined` for other texts and impossible dates. Some programs write dates as in XMP. */
export function parsePdfDate(text: string): LocalTime | undefined {
  const found = DATE.exec(text.trim());
  if (found === null) return undefined;
  const [, year, month, day, hour, minute = '00', second = '00', utc, sign, hours, minutes = '00'] = found;
  if (month === undefined) return parseDate(text.trim().replace(/^D:/, ''));
  const time = hour === undefined ? '' : `T${hour}:${minute}:${second}`;
  const zone = utc ?? (sign === undefined ? '' : `${sign}${hours}:${minutes}`);
  return parseDate(`${[year, month, day].filter(Boolean).join('-')}${time}${time && zone}`);
}
