/** @returns how many pairs are the same sky */
export function makeSurfaces(folder: string): Promise<number>;
