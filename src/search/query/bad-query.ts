import { PhotoseekError } from '../../errors.js';

/** A stretch of a query. */
export interface Span {
  start: number;
  end: number;
}

/** What is said about a query that cannot be read. */
export interface Complaint {
  message: string;
  /** What might have been meant instead of the stretch; `undefined` when there is no good guess. */
  suggestion?: string | undefined;
  /** What to do next, when there is no suggestion. */
  hint?: string | undefined;
}

/** The one error of the query language: what is wrong, where, and the nearest right spelling. */
export function badQuery({ start, end }: Span, { message, suggestion, hint }: Complaint): PhotoseekError {
  const advice = suggestion === undefined ? hint : `Did you mean ${suggestion}?`;
  return new PhotoseekError('bad-query', message, {
    ...(advice === undefined ? {} : { hint: advice }),
    details: { position: start, length: end - start, suggestion: suggestion ?? null },
  });
}

/** Thrown by the readers of values, which do not know where in the query they are. */
export class BadValue extends Error {
  readonly complaint: Complaint;

  constructor(complaint: Complaint) {
    super(complaint.message);
    this.complaint = complaint;
  }
}
