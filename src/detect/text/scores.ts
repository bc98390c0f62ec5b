/**
 * Lines that are read with at least this score are regions: some of their characters may be wrong, and half of those in photos without text
 * begin here (docs/text.md).
 */
export const KEPT_SCORE = 0.5;

/** Lines with at least this score are text that people would read, too: these are shown and searched. */
export const SURE_SCORE = 0.8;
