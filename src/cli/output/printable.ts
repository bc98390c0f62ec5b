/**
 * Escapes line breaks, control codes and bytes that are not valid UTF-8 (see `fs-path.ts`), so that a file name cannot control the terminal and
 * its bytes can be read.
 */
export function printable(path: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to replace
  return path.replace(/[\u0000-\u001f\u007f-\u009f\uef80-\uefff]/g, (c) => {
    // The byte of an escape is the lower half of its code.
    return `\\x${(c.charCodeAt(0) & 0xff).toString(16).padStart(2, '0')}`;
  });
}
