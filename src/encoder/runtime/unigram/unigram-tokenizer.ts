import { normalizeText } from './normalize-text.js';
import type { Match, UnigramTable } from './unigram-table.js';

/** Stands for a space, and before the first word. */
const SPACE = '\u2581';

/** A piece on the best way to its end. */
interface Node extends Match {
  /** Sum of the scores up to its end. */
  total: number;
  before: Node | undefined;
}

/**
 * Splits a text into the pieces of a unigram model whose scores add up to most (Viterbi), between the first and the last token of a text. Neighbouring
 * characters without a piece are one unknown token. The ids are those of `@huggingface/tokenizers`, ties included: the piece that begins first wins.
 */
export function tokenizeUnigram(table: UnigramTable, text: string): number[] {
  const pieces = splitBest(table, normalizeText(text));
  const ids = pieces.filter((id, i) => id !== table.unknownId || pieces[i - 1] !== table.unknownId);
  return [table.firstId, ...ids, table.lastId];
}

function splitBest(table: UnigramTable, normalized: string): number[] {
  if (normalized === '') return [];
  const spaced = normalized.replaceAll(' ', SPACE);
  const text = Buffer.from(spaced.startsWith(SPACE) ? spaced : SPACE + spaced);
  /** By the byte they end at. */
  const ending: Node[][] = Array.from({ length: text.length + 1 }, () => []);
  for (let at = 0; at < text.length; at += characterLength(text[at] as number)) {
    for (const match of matchesOrUnknown(table, text, at)) ending[match.end]?.push(extend(ending[at] as Node[], match));
  }
  const ids: number[] = [];
  const last = extend(ending[text.length] as Node[], { id: table.lastId, score: 0, end: text.length });
  for (let node = last.before; node !== undefined; node = node.before) ids.push(node.id);
  return ids.reverse();
}

/** Where no piece is the next character alone, an unknown one is. */
function matchesOrUnknown(table: UnigramTable, text: Uint8Array, at: number): Match[] {
  const matches = table.matchesAt(text, at);
  const end = at + characterLength(text[at] as number);
  if (matches.some((match) => match.end === end)) return matches;
  return [...matches, { id: table.unknownId, score: table.unknownScore, end }];
}

/** @param ended the pieces that end where this one begins; none at the beginning of the text */
function extend(ended: readonly Node[], match: Match): Node {
  let before: Node | undefined;
  let total = match.score;
  for (const node of ended) {
    const sum = node.total + match.score;
    if (before !== undefined && sum <= total) continue;
    before = node;
    total = sum;
  }
  return { ...match, total, before };
}

/** Bytes of the UTF-8 character that begins with a byte. */
function characterLength(byte: number): number {
  if (byte < 0x80) return 1;
  if (byte < 0xe0) return 2;
  return byte < 0xf0 ? 3 : 4;
}
