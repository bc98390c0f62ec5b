/** A moment of this machine's time zone as `2024-07-12 14:03`: the same in every locale, and it sorts. */
export function toIsoMinute(ms: number): string {
  const date = new Date(ms);
  return `${toIsoDay(ms)} ${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`;
}

/** Its day, as `2024-07-12`. */
export function toIsoDay(ms: number): string {
  const date = new Date(ms);
  return `${String(date.getFullYear()).padStart(4, '0')}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())}`;
}

function twoDigits(n: number): string {
  return String(n).padStart(2, '0');
}
