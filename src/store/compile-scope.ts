import { toPathRange } from '../model/paths.js';
import { isEverything, type ReadScope } from '../model/read-scope.js';

/** The ids of contents one of whose frames has a text with the number of a card, an account or an identity document. */
export const SENSITIVE_CONTENTS = `SELECT frame.content_id FROM frame_text INDEXED BY frame_text_sensitive
  CROSS JOIN frame ON frame.id = frame_text.frame_id WHERE frame_text.is_sensitive = 1`;

/** The scope of a reader as conditions of statements. */
export interface CompiledScope {
  /** On rows of `file`, each behind AND; empty where everything exists, so that the statement is as if there were no scopes. */
  files: string;
  /** The same for statements that look up some photos by their ids: nothing is gathered before the first. */
  fewFiles: string;
  /** On rows of `filter_row AS photo`. */
  rows: readonly string[];
  /** On rows of `folder`, each behind AND. */
  folders: string;
  /** The values of the names in the conditions. */
  parameters: Record<string, string>;
}

const NO_CONDITIONS: CompiledScope = { files: '', fewFiles: '', rows: [], folders: '', parameters: {} };

/** A content that could not be read has no text. */
const IS_NOT_SENSITIVE = (contentId: string) => `(${contentId} IN (${SENSITIVE_CONTENTS})) IS NOT TRUE`;

/** Conditions that hold for what exists for a reader. */
export function compileScope(scope: ReadScope | undefined): CompiledScope {
  if (scope === undefined || isEverything(scope)) return NO_CONDITIONS;
  const compiled = [
    ...(scope.folder === undefined ? [] : [compileFolder(scope.folder)]),
    ...(scope.hidesSensitive ? [WITHOUT_SENSITIVE] : []),
  ];
  return {
    files: compiled.map(({ files }) => files).join(' '),
    fewFiles: compiled.map(({ fewFiles }) => fewFiles).join(' '),
    rows: compiled.flatMap(({ rows }) => rows),
    folders: compiled.map(({ folders }) => folders).join(' '),
    parameters: Object.assign({}, ...compiled.map(({ parameters }) => parameters)),
  };
}

/** A condition on rows of `filter_row AS photo`: the file lies below a folder. @param from and before: what is bound to the range of its paths */
export function isBelowFolder(from: string, before: string): string {
  return `photo.folder_id IN (SELECT id FROM folder WHERE path >= ${from} AND path < ${before})`;
}

/** The ids of contents one of whose files fulfils all of some conditions on rows of `filter_row AS photo`. */
export function listContentsOf(rows: readonly string[]): string {
  return `SELECT photo.content_id FROM filter_row AS photo WHERE ${rows.join(' AND ')}`;
}

/** Every folder's path ends with a separator, and so lies in the range of the folders above it and in its own. */
function compileFolder(folder: string): CompiledScope {
  const { from, before } = toPathRange(folder);
  const files = 'AND file.path >= @scopeFrom AND file.path < @scopeBefore';
  return {
    files,
    fewFiles: files,
    rows: [isBelowFolder('@scopeFrom', '@scopeBefore')],
    folders: 'AND folder.path >= @scopeFrom AND folder.path < @scopeBefore',
    parameters: { scopeFrom: from, scopeBefore: before },
  };
}

const WITHOUT_SENSITIVE: CompiledScope = {
  files: `AND ${IS_NOT_SENSITIVE('file.content_id')}`,
  fewFiles: `AND NOT EXISTS (SELECT 1 FROM frame CROSS JOIN frame_text ON frame_text.frame_id = frame.id AND frame_text.is_sensitive = 1
    WHERE frame.content_id = file.content_id)`,
  rows: [IS_NOT_SENSITIVE('photo.content_id')],
  folders: `AND EXISTS (SELECT 1 FROM filter_row AS photo WHERE photo.folder_id = folder.id AND ${IS_NOT_SENSITIVE('photo.content_id')})`,
  parameters: {},
};
