import type { EncodedText, Encoder, TextTower } from '../../../encoder/types.js';
import { PhotoseekError } from '../../../errors.js';
import { meanDirection } from '../../../vectors/math/mean-direction.js';
import type { Reading } from '../../model.js';
import type { QueryLanguage } from '../../types/answer.js';
import { listUnknownToAll } from '../unknown-to-all.js';
import { recogniseLanguages, UNDETERMINED } from './recognise-languages.js';

/** A text's vector, with the towers that made it. */
export interface EncodedInLanguage extends EncodedText {
  /** The least of the towers'. */
  maxTokens: number;
  language: QueryLanguage;
  /** Where there are several: the vector is their mean. */
  readings?: readonly Reading[];
}

/**
 * Encodes a text with the towers of its language. Where it may be in several, each language's tower counts alike: the vectors of a model's towers lie in
 * one space, so that their mean is near what either understood. A search weighs the readings by what the library has; see `weighReadings`.
 * @param given an ISO 639-1 code; `undefined`: the language is recognised
 * @throws PhotoseekError `bad-argument` when no tower knows the given language
 */
export async function encodeInLanguage(
  encoder: Encoder,
  text: string,
  given: string | undefined,
): Promise<EncodedInLanguage> {
  const { name, texts } = encoder.model;
  if (given !== undefined) assertKnown(name, texts, given);
  const codes = given === undefined ? await recogniseLanguages(text) : [given];
  const towers = [...new Set(codes.map((code) => chooseTower(texts, code)))];
  const encoded = await Promise.all(
    towers.map(async (tower) => (await encoder.encodeTexts([text], tower))[0] as EncodedText),
  );
  const readings = encoded.map(({ vector }, i): Reading => ({ tower: (towers[i] as TextTower).name, vector }));
  return {
    vector: meanDirection(encoded.map(({ vector }) => vector)),
    ...(readings.length > 1 ? { readings } : {}),
    truncated: encoded.some(({ truncated }) => truncated),
    unknownWords: listUnknownToAll(encoded),
    maxTokens: Math.min(...towers.map(({ maxTokens }) => maxTokens)),
    language: { codes, towers: towers.map((tower) => tower.name) },
  };
}

/** The first tower that knows a language; for one that none knows, the tower of most languages. */
function chooseTower(towers: readonly TextTower[], code: string): TextTower {
  const count = ({ languages = [] }: TextTower) => languages.length;
  return (
    towers.find(({ languages = [] }) => languages.includes(code)) ??
    towers.reduce((most, tower) => (count(tower) > count(most) ? tower : most))
  );
}

function assertKnown(model: string, towers: readonly TextTower[], given: string): void {
  const known = [...new Set(towers.flatMap(({ languages = [] }) => languages))].sort();
  if (known.includes(given) || given === UNDETERMINED) return;
  throw new PhotoseekError('bad-argument', `language must be one of ${known.join(', ')}, got "${given}".`, {
    hint: `These are the languages of ${model}. Without a language, it is recognised.`,
  });
}
