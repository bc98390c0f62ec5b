import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { type Attributes, nowMs, type OpenSpan, type SpanKind, type Tracer } from './trace.js';

/** A span that has ended. */
export interface FinishedSpan {
  traceId: string;
  spanId: string;
  parentSpanId: string | undefined;
  name: string;
  kind: SpanKind;
  startMs: number;
  endMs: number;
  attributes: Attributes;
  isFailed: boolean;
}

/** The part of a span that its children need. */
interface Context {
  traceId: string;
  spanId: string;
  isSampled: boolean;
}

/** https://www.w3.org/TR/trace-context/: version, trace, span, flags. */
const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** Keeps track of which span work belongs to, across everything that it waits for. */
export class RecordingTracer implements Tracer {
  readonly #current = new AsyncLocalStorage<Context>();
  readonly #onEnd: (span: FinishedSpan) => void;
  readonly #ratio: number;

  /** @param ratio of traces that are recorded, 0 to 1; those that a caller has decided about are as the caller says */
  constructor(onEnd: (span: FinishedSpan) => void, ratio = 1) {
    this.#onEnd = onEnd;
    this.#ratio = ratio;
  }

  get isWithin(): boolean {
    return this.#current.getStore() !== undefined;
  }

  detach<T>(work: () => T): T {
    return this.#current.exit(work);
  }

  begin(name: string, kind: SpanKind, attributes: Attributes, traceparent?: string): OpenSpan {
    const parent = readTraceparent(traceparent) ?? this.#current.getStore();
    const context = this.#continue(parent);
    const startMs = nowMs();
    let hasEnded = false;
    return {
      run: (work) => this.#current.run(context, work),
      end: ({ name: lastName = name, attributes: more = {}, isFailed = false }) => {
        if (hasEnded || !context.isSampled) return;
        hasEnded = true;
        const { traceId, spanId } = context;
        const all = { ...attributes, ...more };
        const ids = { traceId, spanId, parentSpanId: parent?.spanId };
        this.#onEnd({ ...ids, name: lastName, kind, startMs, endMs: nowMs(), attributes: all, isFailed });
      },
    };
  }

  add(name: string, startMs: number, endMs: number, attributes: Attributes): void {
    const parent = this.#current.getStore();
    const { traceId, spanId, isSampled } = this.#continue(parent);
    if (!isSampled) return;
    const ids = { traceId, spanId, parentSpanId: parent?.spanId };
    this.#onEnd({ ...ids, name, kind: 'internal', startMs, endMs, attributes, isFailed: false });
  }

  bind<Work extends () => unknown>(work: Work): Work {
    return AsyncResource.bind(work) as Work;
  }

  #continue(parent: Context | undefined): Context {
    const spanId = randomBytes(8).toString('hex');
    if (parent !== undefined) return { ...parent, spanId };
    return { traceId: randomBytes(16).toString('hex'), spanId, isSampled: Math.random() < this.#ratio };
  }
}

/** One that is no such header is passed over, as the standard has it. */
function readTraceparent(header: string | undefined): Context | undefined {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(header ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, isSampled: (Number.parseInt(flags as string, 16) & 1) === 1 };
}
