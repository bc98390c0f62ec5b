/**
 * Writes the compact form of a SentencePiece unigram tokenizer: `node scripts/make-unigram-table.mjs FOLDER` reads FOLDER/tokenizer.json and writes
 * FOLDER/tokenizer.bin. src/encoder/runtime/unigram/unigram-table.ts states the layout.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeUnigramTable } from './encode-unigram-table.mjs';

const [folder = '.'] = process.argv.slice(2);
const tokenizer = JSON.parse(readFileSync(join(folder, 'tokenizer.json'), 'utf8'));
writeFileSync(join(folder, 'tokenizer.bin'), encodeUnigramTable(tokenizer));
