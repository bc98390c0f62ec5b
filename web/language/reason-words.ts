import { pluralise } from '../../src/model/describe-reason.js';
import type { Reason } from '../../src/model/reasons.js';
import { useThingNames } from './thing-names.js';
import { formatNumber, getLanguage, type TextKey, t } from './translate.js';

const LOOKS: Readonly<Record<string, TextKey>> = {
  red: 'look.red',
  orange: 'look.orange',
  yellow: 'look.yellow',
  green: 'look.green',
  turquoise: 'look.turquoise',
  blue: 'look.blue',
  purple: 'look.purple',
  pink: 'look.pink',
  brown: 'look.brown',
  black: 'look.black',
  white: 'look.white',
  grey: 'look.grey',
  bw: 'look.bw',
};

/** What of a picture the query asks for, in words of the language of the page, each once: `red bus`, `2 dogs`. */
export function useReasonWords(reasons: readonly Reason[]): string[] {
  const nameThing = useThingNames(reasons.some(({ thing }) => thing !== undefined));
  return [...new Set(reasons.map((reason) => describe(reason, nameThing)))];
}

function describe({ look, thing, count = 1, person, text }: Reason, nameThing: (label: string) => string): string {
  if (text !== undefined) return t('why.text', { text });
  if (person !== undefined) return person;
  if (thing === undefined) return nameLook(look);
  if (look !== undefined) return t('why.coloured', { look: nameLook(look), thing: nameThing(thing) });
  if (count === 1) return nameThing(thing);
  // Plurals of other languages follow no rule that fits in here: they say `2 × Hund`.
  return t('why.several', {
    number: formatNumber(count),
    thing: getLanguage() === 'en' ? pluralise(thing) : nameThing(thing),
  });
}

/** A newer server may know more looks: they are named as it names them. */
function nameLook(look = ''): string {
  const key = Object.hasOwn(LOOKS, look) ? LOOKS[look] : undefined;
  return key === undefined ? look : t(key);
}
