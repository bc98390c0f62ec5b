/** Copies of a photo whose paths are printed; of more, the first ones and the number of the others. */
const MAX_PATHS = 3;

/**
 * What is printed below a photo about its other files: `also PATH` for each, of many `also 28 other copies` last.
 * @param show a path as it is printed
 */
export function listCopies(paths: readonly string[], show: (path: string) => string): string[] {
  const named = paths.length > MAX_PATHS ? paths.slice(0, MAX_PATHS - 1) : paths;
  const left = paths.length - named.length;
  return [...named.map((path) => `also ${show(path)}`), ...(left === 0 ? [] : [`also ${left} other copies`])];
}
