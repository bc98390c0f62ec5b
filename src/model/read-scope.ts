/** What exists for a reader of a library: photos outside of it are found by nothing and counted nowhere. Without restrictions, everything exists. */
export interface ReadScope {
  /** Only files below this folder exist; an absolute path. */
  folder?: string | undefined;
  /** Photos with a sensitive text (see `isSensitive`) do not exist, nor do their files. */
  hidesSensitive?: boolean | undefined;
}

/** Whether everything exists for a reader. */
export function isEverything(scope: ReadScope | undefined): boolean {
  return scope === undefined || (scope.folder === undefined && !scope.hidesSensitive);
}
