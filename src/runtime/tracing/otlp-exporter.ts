import { VERSION } from '../../version.js';
import type { FinishedSpan } from './recording-tracer.js';

/** Spans that are sent together. */
const BATCH = 512;
/** They are sent this often. */
const SEND_EVERY_MS = 2000;
/** While the collector does not answer, so many wait; more are dropped. */
const MOST_WAITING = 4096;
const TIME_LIMIT_MS = 10_000;
/** A process that ends waits no longer than this for the collector. */
const CLOSE_LIMIT_MS = 5000;

const KINDS = { internal: 1, server: 2, client: 3 } as const;

/** Where spans are sent, and in whose name. */
export interface OtlpTarget {
  /** The whole address, `…/v1/traces`. */
  url: string;
  headers: Readonly<Record<string, string>>;
  /** Attributes of the process: `service.name` and more. */
  resource: Readonly<Record<string, string>>;
}

/**
 * Sends spans to a collector, as JSON over HTTP (OTLP 1). The protocol needs no package for that. What cannot be sent is dropped: tracing never holds up
 * a request, and never fails one.
 */
export class OtlpExporter {
  readonly #target: OtlpTarget;
  readonly #onProblem: (message: string) => void;
  readonly #timer: NodeJS.Timeout;
  #waiting: FinishedSpan[] = [];
  #sending: Promise<void> | undefined;
  readonly #stop = new AbortController();
  #hasProblem = false;

  /** @param onProblem called when spans begin to be lost, once until one is sent again */
  constructor(target: OtlpTarget, onProblem: (message: string) => void) {
    this.#target = target;
    this.#onProblem = onProblem;
    this.#timer = setInterval(() => void this.flush(), SEND_EVERY_MS);
    // No process stays for it.
    this.#timer.unref();
  }

  readonly add = (span: FinishedSpan): void => {
    if (this.#waiting.length < MOST_WAITING) this.#waiting.push(span);
    if (this.#waiting.length >= BATCH) void this.flush();
  };

  /** Sends all that waits; where it is under way, what has come since belongs to it. */
  flush(): Promise<void> {
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = undefined;
    });
    return this.#sending;
  }

  /** Sends all that waits, for no longer than five seconds. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    const limit = setTimeout(() => this.#stop.abort(), CLOSE_LIMIT_MS);
    await this.flush();
    clearTimeout(limit);
  }

  /** A collector that does not take one batch is asked again later: the rest waits. */
  async #sendAll(): Promise<void> {
    while (this.#waiting.length > 0) if (!(await this.#send(this.#waiting.splice(0, BATCH)))) return;
  }

  /** @returns whether the collector has taken them */
  async #send(spans: readonly FinishedSpan[]): Promise<boolean> {
    const { url, headers, resource } = this.#target;
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(toOtlp(spans, resource)),
        signal: AbortSignal.any([AbortSignal.timeout(TIME_LIMIT_MS), this.#stop.signal]),
      });
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`it answers with status ${response.status}`);
      this.#hasProblem = false;
      return true;
    } catch (error) {
      const { message, cause } = error as Error;
      const reason = cause instanceof Error ? cause.message : message;
      if (!this.#hasProblem)
        this.#onProblem(`Traces cannot be sent to ${new URL(url).origin}: ${reason}. They are dropped.`);
      this.#hasProblem = true;
      return false;
    }
  }
}

/** https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding: times as texts of nanoseconds, ids as hexadecimal digits. */
function toOtlp(spans: readonly FinishedSpan[], resource: OtlpTarget['resource']) {
  return {
    resourceSpans: [
      {
        resource: { attributes: toAttributes(resource) },
        scopeSpans: [{ scope: { name: 'photoseek', version: VERSION }, spans: spans.map(toSpan) }],
      },
    ],
  };
}

function toSpan({ kind, startMs, endMs, attributes, isFailed, parentSpanId, ...rest }: FinishedSpan) {
  return {
    ...rest,
    ...(parentSpanId === undefined ? {} : { parentSpanId }),
    kind: KINDS[kind],
    startTimeUnixNano: toNanoseconds(startMs),
    endTimeUnixNano: toNanoseconds(endMs),
    attributes: toAttributes(attributes),
    status: isFailed ? { code: 2 } : {},
  };
}

function toNanoseconds(ms: number): string {
  return (BigInt(Math.round(ms * 1000)) * 1000n).toString();
}

function toAttributes(values: FinishedSpan['attributes']) {
  return Object.entries(values).map(([key, value]) => ({ key, value: toValue(value) }));
}

function toValue(value: string | number | boolean) {
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'string') return { stringValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}
