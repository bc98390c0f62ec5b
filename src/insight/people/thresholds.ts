/** Mean cosine of two groups of faces from which on they are one person. */
export const SAME_PERSON = 0.7;

/** Mean cosine of two groups of faces from which on they may be one person. */
export const MAYBE_SAME_PERSON = 0.62;
