import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** A character that may be, or begin, an emoji. Digits, `#` and `*` are none by themselves. */
const EMOJI = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u;

/** Skin tones and the request to draw a character in colours: no part of a name. */
const VARIATIONS = /[\u{1f3fb}-\u{1f3ff}\ufe0f]/gu;

let names: Map<string, string> | undefined;

/** Puts their English names (CLDR short names) in place of emoji: `🐕 on 🏖️` becomes `dog on beach with umbrella`. Other text stays as it is. */
export function nameEmoji(text: string): string {
  if (!EMOJI.test(text)) return text;
  names ??= loadNames();
  const parts: string[] = [];
  for (const { segment } of new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)) {
    const name = EMOJI.test(segment) ? names.get(segment.replace(VARIATIONS, '')) : undefined;
    parts.push(name === undefined ? segment : ` ${name} `);
  }
  return parts.join('').replace(/\s+/g, ' ').trim();
}

/** Read on use: most queries have no emoji. */
function loadNames(): Map<string, string> {
  const table = require('unicode-emoji-json') as Record<string, { name: string }>;
  return new Map(Object.entries(table).map(([emoji, { name }]) => [emoji.replace(VARIATIONS, ''), name]));
}
