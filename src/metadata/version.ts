/**
 * Version of the results of `readMetadata`, in a separate file so that the planner compares it without loading a parser. Increase it when files
 * yield metadata that earlier versions missed or read differently: all files' metadata are then read again, without encoding.
 */
export const METADATA_VERSION = 5;
