import { type Route, route } from '../../app/make-router.js';
import { completeFolder } from '../../jobs/complete-folder.js';
import * as operations from './operation.js';

/** Completions of paths that may become roots. */
export function makeFolderRoutes(): Route[] {
  return [route(operations.completeFolder, async ({ query: { path } }) => ({ folders: await completeFolder(path) }))];
}
