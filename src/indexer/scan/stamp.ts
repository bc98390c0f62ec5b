/** Stamps: names and times of change of the files that are read with a photo, written `name/time/name/time`: no name holds a slash. */

/** @param times files that are not among them are left out */
export function toStamp(names: readonly string[], times: ReadonlyMap<string, number>): string {
  return names
    .filter((name) => times.has(name))
    .map((name) => `${name}/${times.get(name)}`)
    .join('/');
}

/** The times of change in a stamp, by name. */
export function readStamp(stamp: string): Map<string, number> {
  const parts = stamp === '' ? [] : stamp.split('/');
  const times = new Map<string, number>();
  for (let i = 0; i + 1 < parts.length; i += 2) times.set(parts[i] as string, Number(parts[i + 1]));
  return times;
}
