import { toLooseKey } from '../../src/model/comparison-key.js';
import type { LinkedPerson } from '../api/types.js';
import { t } from '../language/translate.js';
import { EMPTY_QUERY } from '../query/types.js';
import { HOME, type Route } from '../state/route.js';

/** The name, or that there is none yet. */
export function describePerson({ name }: Pick<LinkedPerson, 'name'>): string {
  return name ?? t('people.unnamed');
}

/** The page of a person. */
export function toPersonRoute(id: number): Route {
  return { ...HOME, view: 'people', person: id };
}

/** The photos of a person with a name; the page of one without. */
export function toPhotosRoute({ id, name }: { id: number; name: string | null }): Route {
  if (name === null) return toPersonRoute(id);
  return { ...HOME, query: { ...EMPTY_QUERY, filters: [{ name: 'person', value: name, negated: false }] } };
}

/** Whether two names are one to people: whatever the case, accents and spaces. */
export function isSameName(one: string, other: string): boolean {
  return simplify(one) === simplify(other);
}

/** Names that begin with what is typed, or have a word that does. */
export function completeName(typed: string, names: readonly string[]): string[] {
  const start = simplify(typed);
  return start === ''
    ? []
    : names.filter((name) => ` ${simplify(name)}`.includes(` ${start}`) && simplify(name) !== start).slice(0, 6);
}

function simplify(name: string): string {
  return toLooseKey(name.replace(/\s+/g, ' '));
}
