export function makePages(folder: string, each?: number, seed?: number, kinds?: readonly string[]): Promise<string[]>;

export function makeForms(folder: string, each: number, seed?: number): Promise<string[]>;
