/** Pictures encoded at a time. One at a time would encode as fast; a few share the cost of the messages. */
export const DEFAULT_BATCH_SIZE = 8;
