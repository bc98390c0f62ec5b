import { type Route, route } from '../../app/make-router.js';
import * as operations from './operation.js';

/** Statistics of the library. */
export function makeStatsRoutes(): Route[] {
  return [route(operations.getStats, ({ reader }) => reader.stats())];
}
