import { extname } from 'node:path';

/** The name that a file gets where others have its own: `boat.jpg`, `boat (2).jpg`, `boat (3).jpg`. */
export function toNumberedName(name: string, number: number): string {
  if (number === 1) return name;
  const ending = extname(name);
  return `${name.slice(0, name.length - ending.length)} (${number})${ending}`;
}
