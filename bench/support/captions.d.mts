export function readCaptions(file: string): Map<string, string[]>;
export function makeSaid(captions: ReadonlyMap<string, readonly string[]>): (photo: string, tag: string) => boolean;
