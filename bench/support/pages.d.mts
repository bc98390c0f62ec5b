export function makePages(folder: string, each?: number, seed?: number, kinds?: readonly string[]): Promise<string[]>;
