/** A string as FTS5 takes it: nothing in it is an operator, and no zero byte ends it early. */
export function quoteText(text: string): string {
  return `"${text.replaceAll('"', '""').replaceAll('\0', ' ')}"`;
}
