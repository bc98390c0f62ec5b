export function makePages(folder: string, each?: number, seed?: number): Promise<string[]>;
