/**
 * Version of what `readMetadata` finds, in a file of its own: the planner and the store compare it without loading any parser.
 * Raise it when files yield metadata that earlier versions missed or read differently: every file's metadata is then read again; nothing is
 * encoded again.
 */
export const METADATA_VERSION = 1;
