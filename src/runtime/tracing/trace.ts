/**
 * Spans of requests, for OpenTelemetry. Nothing is recorded, and nothing of it is loaded, unless {@link startTracing} was called: then each of these
 * functions costs the comparison of one variable.
 */

/** Attributes of a span. They never hold a query or a path. */
export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** `server`: answers a request from outside. `client`: asks another thread or process. */
export type SpanKind = 'internal' | 'server' | 'client';

/** A span that was begun. */
export interface OpenSpan {
  /** Runs work whose spans are its children. */
  run<T>(work: () => T): T;
  end(end: { name?: string; attributes?: Attributes; isFailed?: boolean }): void;
}

/** Where spans go. */
export interface Tracer {
  /** Whether there is a span that work now belongs to. */
  readonly isWithin: boolean;
  /** Does work that belongs to no span: those that it begins are traces of their own. */
  detach<T>(work: () => T): T;
  bind<Work extends () => unknown>(work: Work): Work;
  /** @param traceparent of the request that is the reason for it; default: the span that this work belongs to */
  begin(name: string, kind: SpanKind, attributes: Attributes, traceparent?: string): OpenSpan;
  /** A span that has ended elsewhere, of which only times are known, in milliseconds since 1970. */
  add(name: string, startMs: number, endMs: number, attributes: Attributes): void;
}

let tracer: Tracer | undefined;

/** Records spans from now on; `undefined`: no more. */
export function setTracer(next: Tracer | undefined): void {
  tracer = next;
}

export function isTracing(): boolean {
  return tracer !== undefined;
}

/** Does work within a span of its own. */
export async function traced<T>(
  name: string,
  work: () => Promise<T>,
  attributes: Attributes = {},
  kind: SpanKind = 'internal',
): Promise<T> {
  if (tracer === undefined) return work();
  const span = tracer.begin(name, kind, attributes);
  try {
    const result = await span.run(work);
    span.end({});
    return result;
  } catch (error) {
    const { code } = error as { code?: unknown };
    span.end({ isFailed: true, ...(typeof code === 'string' && { attributes: { 'error.type': code } }) });
    throw error;
  }
}

/** The same, where it is a part of something that is traced: what a process does all the time by itself would be a trace of its own each time. */
export function tracedWithin<T>(...given: Parameters<typeof traced<T>>): Promise<T> {
  return tracer?.isWithin === true ? traced(...given) : given[1]();
}

/** Does work without end, or with very many parts, which would make a trace too large to be looked at: each part is a trace of its own. */
export function detached<T>(work: () => T): T {
  return tracer === undefined ? work() : tracer.detach(work);
}

/** Work that somebody else will begin, as part of the span that is current now. */
export function bindToSpan<Work extends () => unknown>(work: Work): Work {
  return tracer === undefined ? work : tracer.bind(work);
}

/** Begins the span of a request; `undefined` without a tracer. */
export function beginSpan(
  name: string,
  kind: SpanKind,
  attributes: Attributes,
  traceparent?: string,
): OpenSpan | undefined {
  return tracer?.begin(name, kind, attributes, traceparent);
}

/** Adds a span that another thread has measured, as a child of the one that this work belongs to. */
export function addSpan(name: string, startMs: number, endMs: number, attributes: Attributes = {}): void {
  tracer?.add(name, startMs, endMs, attributes);
}

/** Milliseconds since 1970, with the fractions that spans need; the same clock in all threads. */
export function nowMs(): number {
  return performance.timeOrigin + performance.now();
}
