/** The bytes of `tokenizer.bin` for a parsed `tokenizer.json`. */
export function encodeUnigramTable(tokenizer: unknown): Buffer;
