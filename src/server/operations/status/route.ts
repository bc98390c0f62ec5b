import type { ReplicaStatus } from '../../../library/published/read/replica/types.js';
import { VERSION } from '../../../version.js';
import { type Route, route, SENT } from '../../app/make-router.js';
import type { ServerContext } from '../../app/server-context.js';
import { HttpError } from '../../errors/problem.js';
import * as operations from './operation.js';

/** Health, readiness and metrics, for the operator of the server. */
export function makeStatusRoutes({ isReady, replica, metrics }: ServerContext): Route[] {
  return [
    route(operations.checkHealth, async ({ response }) => {
      response.set('Cache-Control', 'no-store');
      return { status: 'ok', version: VERSION };
    }),
    route(operations.checkReadiness, async ({ response }) => {
      response.set('Cache-Control', 'no-store');
      if (isReady()) return { status: 'ready', ...describeReplica(replica()) };
      throw new HttpError('not-ready', 'The model is still being loaded.', { headers: { 'Retry-After': '1' } });
    }),
    route(operations.getMetrics, async ({ response }) => {
      response.set({ 'Content-Type': metrics.contentType, 'Cache-Control': 'no-store' }).send(await metrics.print());
      return SENT;
    }),
  ];
}

/** Without the reason: it names a host, and anybody may ask. */
function describeReplica(status: ReplicaStatus | undefined) {
  if (status === undefined) return {};
  const { state, lagSeconds } = status;
  return { replica: { state, lagSeconds } };
}
