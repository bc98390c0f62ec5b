/** What may stand before the root element: declarations, comments, and a document type with or without entities of its own. */
const BEFORE_SVG = /^\uFEFF?(\s|<\?[^>]*>|<!--[\s\S]*?-->|<!DOCTYPE\s+svg(\s[^[>]*)?(\[[^\]]*\]\s*)?>)*/i;

/** @param head the first bytes of a file */
export function looksLikeSvg(head: Uint8Array): boolean {
  const text = Buffer.from(head.buffer, head.byteOffset, head.length).toString('utf8');
  const start = BEFORE_SVG.exec(text)?.[0].length ?? 0;
  return /^<svg[\s/>]/i.test(text.slice(start, start + 5));
}
