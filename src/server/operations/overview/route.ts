import type { OverviewGroup } from '../../../search/types/facets.js';
import { type Route, route } from '../../app/make-router.js';
import type { ServerContext } from '../../app/server-context.js';
import { addLinks } from '../shared/links.js';
import * as operations from './operation.js';

/** What is in the library. */
export function makeOverviewRoutes({ basePath }: ServerContext): Route[] {
  const link = (groups: readonly OverviewGroup[]) =>
    groups.map((group) => ({ ...group, photos: group.photos.map((photo) => addLinks(photo, basePath)) }));
  return [
    route(operations.getOverview, async ({ reader }) => {
      const { total, months, undated, places, things } = await reader.overview();
      return { total, months: link(months), undated: link(undated), places: link(places), things: link(things) };
    }),
  ];
}
