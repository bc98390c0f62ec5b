import type { ReplicaStatus } from '../../../library/published/read/replica/types.js';
import { VERSION } from '../../../version.js';
import { type Route, route, SENT } from '../../app/make-router.js';
import type { ServerContext } from '../../app/server-context.js';
import { HttpError } from '../../errors/problem.js';
import * as operations from './operation.js';

/** Health, readiness and metrics, for the operator of the server. */
export function makeStatusRoutes({ isReady, isAvailable, replica, metrics }: ServerContext): Route[] {
  return [
    route(operations.checkHealth, async ({ response }) => {
      response.set('Cache-Control', 'no-store');
      if (!isAvailable()) throw unavailable();
      return { status: 'ok', version: VERSION };
    }),
    route(operations.checkLiveness, async ({ response }) => {
      response.set('Cache-Control', 'no-store');
      return { status: 'alive' };
    }),
    route(operations.checkReadiness, async ({ response }) => {
      response.set('Cache-Control', 'no-store');
      if (isReady()) return { status: 'ready', ...describeReplica(replica()) };
      if (!isAvailable()) throw unavailable();
      throw new HttpError('not-ready', 'The model is still being loaded.', { headers: { 'Retry-After': '1' } });
    }),
    route(operations.getMetrics, async ({ response }) => {
      response.set({ 'Content-Type': metrics.contentType, 'Cache-Control': 'no-store' }).send(await metrics.print());
      return SENT;
    }),
  ];
}

/** Without the reason, as the status of a replica. */
function unavailable(): HttpError {
  return new HttpError('unavailable', 'The database cannot be used now; it is looked at every two seconds.', {
    headers: { 'Retry-After': '5' },
  });
}

/** Without the reason: it names a host, and anybody may ask. */
function describeReplica(status: ReplicaStatus | undefined) {
  if (status === undefined) return {};
  const { state, lagSeconds } = status;
  return { replica: { state, lagSeconds } };
}
