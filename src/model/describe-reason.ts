import type { Reason } from './reasons.js';

const LOOKS: Readonly<Record<string, string>> = { bw: 'black and white' };

/** Plurals of classes of things that no rule gives. */
const PLURALS: Readonly<Record<string, string>> = {
  ...{ person: 'people', sheep: 'sheep', skis: 'skis', scissors: 'scissors', broccoli: 'broccoli' },
  ...{ mouse: 'mice', knife: 'knives' },
};

/** A reason in a few words of English: `red bus`, `2 dogs`, `black and white`, `Anna`, `“INVOICE 2024”`. */
export function describeReason({ look, thing, count = 1, person, text }: Reason): string {
  if (text !== undefined) return `“${text}”`;
  if (person !== undefined) return person;
  const shown = look === undefined ? [] : [LOOKS[look] ?? look];
  if (thing === undefined) return shown.join(' ');
  return [...shown, ...(count > 1 ? [count, pluralise(thing)] : [thing])].join(' ');
}

/** The plural of a class of things. */
export function pluralise(thing: string): string {
  return PLURALS[thing] ?? `${thing}${/(?:s|x|ch|sh)$/.test(thing) ? 'es' : 's'}`;
}
