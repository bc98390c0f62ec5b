/** Dates that a clock shows when it was never set, and when it has lost its time. */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Zeros of computers' clocks, in milliseconds since 1970 UTC: Unix, and Macintosh with QuickTime. */
const COMPUTER_ZEROS = [0, Date.UTC(1904, 0, 1)];

/** The time zones of the world are from 12 hours behind to 14 hours ahead of UTC. */
const MOST_BEHIND_MS = 12 * HOUR_MS;
const MOST_AHEAD_MS = 14 * HOUR_MS;

/** Local times, in milliseconds as if they were UTC, at which clocks begin that were reset: from, before. */
const DOUBTFUL_SPANS: readonly (readonly [from: number, before: number])[] = [
  // A device that starts without a clock takes its photos within the first day, in any zone.
  ...COMPUTER_ZEROS.map((zero) => [zero - MOST_BEHIND_MS, zero + DAY_MS + MOST_AHEAD_MS] as const),
  // FAT, the file system of memory cards, and cameras after a change of battery.
  [Date.UTC(1979, 11, 31, 12), Date.UTC(1980, 0, 2)],
  [Date.UTC(2000, 0, 1), Date.UTC(2000, 0, 2)],
];

/** Zeros that are not doubtful but for the moment itself, in any zone: GPS, Apple's Cocoa. */
const DOUBTFUL_ZEROS = [Date.UTC(1980, 0, 6), Date.UTC(2001, 0, 1)];

function isZeroIn(ms: number, zeros: readonly number[]): boolean {
  return zeros.some((zero) => {
    const offset = ms - zero;
    return offset >= -MOST_BEHIND_MS && offset <= MOST_AHEAD_MS && offset % (15 * MINUTE_MS) === 0;
  });
}

/**
 * Whether a local time is the zero of a computer's clock, in whichever zone it was written: 1970-01-01 00:00 is 01:00 in Berlin, and 19:00 of the
 * day before in New York.
 * @param ms local time in milliseconds as if it were UTC
 */
export function isComputerZero(ms: number): boolean {
  return isZeroIn(ms, COMPUTER_ZEROS);
}

/**
 * Whether a local time is likely that of a clock that was reset. It may be right, too, and therefore counts unless another source has a date.
 * @param ms local time in milliseconds as if it were UTC
 */
export function isDoubtful(ms: number): boolean {
  return DOUBTFUL_SPANS.some(([from, before]) => ms >= from && ms < before) || isZeroIn(ms, DOUBTFUL_ZEROS);
}
