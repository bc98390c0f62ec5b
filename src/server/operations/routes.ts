import type { Route } from '../app/make-router.js';
import type { ServerContext } from '../app/server-context.js';
import { makeArchiveRoutes } from './archives/route.js';
import { makeDocumentRoutes } from './documentation/route.js';
import { makeDuplicateRoutes } from './duplicates/route.js';
import { makeEmbedRoutes } from './embed/route.js';
import { makeFacetRoutes } from './facets/route.js';
import { makeFailureRoutes } from './failures/route.js';
import { makeFolderRoutes } from './folders/route.js';
import { makeItemRoutes } from './items/route.js';
import { makeJobRoutes } from './jobs/route.js';
import { makeOverviewRoutes } from './overview/route.js';
import { makePeopleRoutes } from './people/route.js';
import { makePhotoRoutes } from './photos/route.js';
import { makeRootRoutes } from './roots/route.js';
import { makeSearchRoutes } from './search/route.js';
import { makeSessionRoutes } from './session/route.js';
import { makeStatsRoutes } from './stats/route.js';
import { makeStatusRoutes } from './status/route.js';
import { makeSuggestRoutes } from './suggest/route.js';
import { makeTagRoutes } from './tags/route.js';
import { makeThumbnailRoutes } from './thumbnails/route.js';

/** The handlers of all operations. */
export function makeRoutes(context: ServerContext): Route[] {
  return [
    makeSearchRoutes,
    makeFacetRoutes,
    makeSuggestRoutes,
    makeOverviewRoutes,
    makePhotoRoutes,
    makeThumbnailRoutes,
    makePeopleRoutes,
    makeArchiveRoutes,
    makeDuplicateRoutes,
    makeTagRoutes,
    makeItemRoutes,
    makeEmbedRoutes,
    makeStatsRoutes,
    makeRootRoutes,
    makeFolderRoutes,
    makeFailureRoutes,
    makeJobRoutes,
    makeSessionRoutes,
    makeStatusRoutes,
    makeDocumentRoutes,
  ].flatMap((make) => make(context));
}
