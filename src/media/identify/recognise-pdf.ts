/** Readers accept other bytes before the header (ISO 32000-1, annex H, note 13). Only blanks are, here: text may speak of PDFs. */
const HEADER = /^(?:\xef\xbb\xbf)?[\0\s]{0,1024}%PDF-\d/;

/** @param head the first bytes of a file */
export function isPdf(head: Uint8Array): boolean {
  return HEADER.test(Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 1040)).toString('latin1'));
}
