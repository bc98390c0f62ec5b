type Colour = readonly [red: number, green: number, blue: number];
type Gradient = readonly [top: Colour, bottom: Colour];
export const PLAIN: Readonly<Record<string, Colour>>;
export const SKIES: Readonly<Record<string, Gradient>>;
/** @returns how many pairs are the same sky */
export function makeSurfaces(folder: string): Promise<number>;
export function paintSky(
  colours: Gradient,
  exposure: number,
  size: { width: number; height: number },
): { width: number; height: number; data: Uint8Array };
