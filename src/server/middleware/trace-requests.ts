import type { RequestHandler } from 'express';
import { beginSpan } from '../../runtime/tracing/trace.js';

/** A span for each request, as part of the trace that its `traceparent` names. It says which operation it was; never what was asked. */
export function traceRequests(): RequestHandler {
  return (request, response, next) => {
    const attributes = { 'http.request.method': request.method };
    const span = beginSpan(`HTTP ${request.method}`, 'server', attributes, request.get('traceparent'));
    if (span === undefined) return next();
    response.once('close', () => {
      const { statusCode, locals } = response;
      const operation = (locals['operation'] as string | undefined) ?? 'other';
      span.end({
        name: `HTTP ${request.method} ${operation}`,
        attributes: { 'http.response.status_code': statusCode, 'photoseek.operation': operation },
        isFailed: statusCode >= 500,
      });
    });
    span.run(next);
  };
}
