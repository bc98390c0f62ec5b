import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import { type Logger, pino } from 'pino';
import { pinoHttp } from 'pino-http';
import type { Metrics } from '../app/metrics.js';

/** Levels of the log, in the order of verbosity. */
export const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Logs JSON lines to standard error. */
export function createLog(level: LogLevel): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ fd: 2, sync: true }));
}

/**
 * Logs one line a request with its id, which the response has as `X-Request-Id`. Queries are private: addresses are logged without their
 * query string, bodies and headers not at all. Only the level `debug` has whole addresses.
 */
export function logRequests(log: Logger): RequestHandler {
  const isVerbose = log.isLevelEnabled('debug');
  return pinoHttp({
    logger: log,
    genReqId: (request, response) => {
      const id = readId(request);
      response.setHeader('X-Request-Id', id);
      return id;
    },
    serializers: {
      req: ({ id, method, url }: { id: string; method: string; url: string }) => ({
        id,
        method,
        path: isVerbose ? url : url.split('?', 1)[0],
      }),
      res: ({ statusCode }: { statusCode: number }) => ({ status: statusCode }),
    },
    wrapSerializers: true,
    customProps: (_request, response) => {
      const { operation, key } = localsOf(response);
      return { ...(operation === undefined ? {} : { operation }), ...(key === undefined ? {} : { key }) };
    },
    customLogLevel: (_request, response) => (response.statusCode >= 500 ? 'warn' : 'info'),
    customSuccessMessage: () => 'answered',
    customErrorMessage: () => 'failed',
    customAttributeKeys: { responseTime: 'ms' },
  }) as unknown as RequestHandler;
}

/** Measures the duration of every request. */
export function measureRequests(metrics: Metrics): RequestHandler {
  return (_request, response, next) => {
    const startedAt = performance.now();
    response.once('close', () => {
      const operation = localsOf(response).operation ?? 'other';
      metrics.observeRequest(operation, response.statusCode, (performance.now() - startedAt) / 1000);
    });
    next();
  };
}

function localsOf(response: ServerResponse): { operation?: string; key?: string } {
  return (response as { locals?: object }).locals ?? {};
}

/** The id that a proxy has set, or a new one. */
function readId(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
}
