import { PhotoseekError } from '../../errors.js';

/** A range of a query's text. */
export interface Span {
  start: number;
  end: number;
}

/** Why a part of a query cannot be read. */
export interface Complaint {
  message: string;
  /** Replaces the part; `undefined` when there is no good guess. */
  suggestion?: string | undefined;
  /** Further replacements, less likely ones. */
  others?: readonly string[];
  /** Advice, when there is no suggestion. */
  hint?: string | undefined;
}

/** The error of the query language: the message, the position and the nearest valid spelling. */
export function badQuery({ start, end }: Span, { message, suggestion, others = [], hint }: Complaint): PhotoseekError {
  const advice = suggestion === undefined ? hint : `Did you mean ${suggestion}?`;
  return new PhotoseekError('bad-query', message, {
    ...(advice === undefined ? {} : { hint: advice }),
    details: {
      ...{ position: start, length: end - start, suggestion: suggestion ?? null },
      suggestions: [...(suggestion === undefined ? [] : [suggestion]), ...others],
    },
  });
}

/** Thrown by the readers of values, which do not know their position in the query. */
export class BadValue extends Error {
  readonly complaint: Complaint;

  constructor(complaint: Complaint) {
    super(complaint.message);
    this.complaint = complaint;
  }
}
