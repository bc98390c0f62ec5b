import type { AskedTerm } from '../model.js';
import { splitAtWords } from '../query/alternatives.js';
import { WITHOUT_WEIGHT } from '../query/join-terms.js';
import { printTerms } from '../query/print-query.js';
import { quoteIfNeeded } from '../query/tokenize.js';
import type { QueryTerm } from '../query/types.js';
import { splitAlternatives } from '../rank/join-alternatives.js';
import type { Notice, QuerySuggestion } from '../types/answer.js';

/**
 * Says how a query was read that people write in more than one way, and gives the query that is read in the other one: alternatives, subtracted words,
 * a word such as *or* inside a description, `NOT`.
 * @param languages of the texts, as far as they were recognised
 */
export function explainReading(asked: readonly AskedTerm[], languages: readonly string[] = []): Notice[] {
  const alternatives = splitAlternatives(asked).map(readAlternative);
  const [first] = alternatives;
  if (first === undefined || alternatives.some((one) => one === undefined)) return [];
  if (alternatives.length === 1 && first.without.length === 0) return explainWords(first.text, languages);
  const known = alternatives as PlainAlternative[];
  const without = first.without.map(quoteForPeople).join(', ');
  const typed = [known.map(({ text }) => text).join(' or '), ...first.without.map((text) => `-${text}`)].join(' ');
  const literal: QueryTerm[] = [{ kind: 'text', value: typed, weight: 1 }];
  if (alternatives.length > 1) {
    const either = known.map(({ text }) => quoteForPeople(text)).join(' or ');
    const less = without === '' ? '' : `, less those that show ${without}`;
    return [toNotice(`Photos that fit ${either}${less}.`, 'literal', literal)];
  }
  const are = first.without.length === 1 ? 'is' : 'are';
  const message = `${without} ${are} subtracted: photos of it rank lower, or are left out.`;
  return [toNotice(message, 'literal', literal)];
}

/** Words inside one description that could have been meant as signs. */
function explainWords(text: string, languages: readonly string[]): Notice[] {
  const subtracted = writeWithMinus(text);
  if (subtracted !== undefined)
    return [
      {
        code: 'query-read',
        message: `“NOT” is a word like any other. A minus before a word subtracts it: ${subtracted}`,
      },
    ];
  const split = splitAtWords(text, languages.length > 0 && !languages.includes('en'));
  if (split === undefined) return [];
  const either = split.parts.map(
    (value, i): QueryTerm => ({ kind: 'text', value, weight: 1, ...(i > 0 ? { or: true } : {}) }),
  );
  return [toNotice(`The whole description is searched as one, its “${split.word}” included.`, 'either', either)];
}

/** `cat NOT dog`, as people write who know other searches, in the query language; `undefined` without a `NOT`. */
function writeWithMinus(text: string): string | undefined {
  if (!text.includes('NOT')) return undefined;
  const [head = '', ...without] = text.split(/(?:^|\s)(?:AND )?NOT(?=\s)/).map((part) => part.trim());
  if (without.length === 0 || without.some((part) => part === '')) return undefined;
  return [head, ...without.map((part) => `-${quoteIfNeeded(part)}`)].filter((part) => part !== '').join(' ');
}

/** A description, and the texts behind a minus. */
interface PlainAlternative {
  text: string;
  without: string[];
}

/** @returns `undefined` for images, weights and sums: nobody types those by accident */
function readAlternative(terms: readonly AskedTerm[]): PlainAlternative | undefined {
  const [first, ...others] = terms.map(({ source, weight }) => ({
    text: 'text' in source ? source.text : undefined,
    weight,
  }));
  if (first?.text === undefined || first.weight !== 1) return undefined;
  if (others.some(({ text, weight }) => text === undefined || weight !== WITHOUT_WEIGHT)) return undefined;
  return { text: first.text, without: others.map(({ text }) => text as string) };
}

function toNotice(message: string, kind: QuerySuggestion['kind'], terms: readonly QueryTerm[]): Notice {
  return { code: 'query-read', message, suggestion: { kind, query: printTerms(terms) } };
}

function quoteForPeople(text: string): string {
  return `“${text}”`;
}
