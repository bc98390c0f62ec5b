export function halfOf(file: string): 0 | 1;
