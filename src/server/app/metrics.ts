import { Gauge, Histogram, Registry } from 'prom-client';
import type { ReplicaStatus } from '../../library/published/read/replica/types.js';
import type { LibraryStats } from '../../library/types/descriptions.js';
import type { Stage } from '../../library/types/open-options.js';
import { withinTime } from '../../runtime/within-time.js';
import type { Queues } from '../middleware/queues.js';

/** Durations from a millisecond to half a minute. */
const BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Statistics measure the library's folder, so they are cached this long. */
const STATS_EVERY_MS = 60_000;

/** Prometheus gives up after ten seconds: what takes longer to be read is as good as unreadable. */
const STATS_TIMEOUT_MS = 5000;

/** Sources of the metrics that are read on request. */
export interface MetricSources {
  queues: Queues;
  stats: () => Promise<LibraryStats>;
  replica: () => ReplicaStatus | undefined;
  /** Counts from before are not given while the database is away. Default: it is there. */
  isAvailable?: () => boolean;
}

/** Metrics for Prometheus; docs/http.md lists them. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #stages: Histogram<'stage'>;
  readonly #requests: Histogram<'operation' | 'status'>;
  #stats: { at: number; value: Promise<LibraryStats> } | undefined;

  constructor() {
    const registers = [this.#registry];
    const buckets = BUCKETS_SECONDS;
    this.#stages = new Histogram({
      name: 'photoseek_stage_seconds',
      help: 'Duration of a stage: decode, encode, search, filter, thumbnail.',
      labelNames: ['stage'],
      buckets,
      registers,
    });
    this.#requests = new Histogram({
      name: 'photoseek_request_seconds',
      help: 'Duration of requests, by operation and status.',
      labelNames: ['operation', 'status'],
      buckets,
      registers,
    });
    new Gauge({
      name: 'photoseek_memory_bytes',
      help: 'Memory of this process: resident, JavaScript heap, external to the heap.',
      labelNames: ['kind'],
      registers,
      collect() {
        const { rss, heapUsed, external } = process.memoryUsage();
        this.set({ kind: 'resident' }, rss);
        this.set({ kind: 'heap' }, heapUsed);
        this.set({ kind: 'external' }, external);
      },
    });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** For `OpenOptions.onStage`. */
  readonly observeStage = (stage: Stage, ms: number): void => {
    this.#stages.observe({ stage }, ms / 1000);
  };

  observeRequest(operation: string, status: number, seconds: number): void {
    this.#requests.observe({ operation, status }, seconds);
  }

  /** Registers the metrics that are read on request. Called once by a server. */
  watch({ queues, stats, replica, isAvailable = () => true }: MetricSources): void {
    const registers = [this.#registry];
    const readStats = async () => (isAvailable() ? this.#readStats(stats) : undefined);
    new Gauge({
      name: 'photoseek_queue_depth',
      help: 'Requests that wait in a queue.',
      labelNames: ['queue'],
      registers,
      collect() {
        for (const [queue, { waiting }] of Object.entries(queues)) this.set({ queue }, waiting);
      },
    });
    new Gauge({
      name: 'photoseek_queue_running',
      help: 'Requests of a queue in progress.',
      labelNames: ['queue'],
      registers,
      collect() {
        for (const [queue, { running }] of Object.entries(queues)) this.set({ queue }, running);
      },
    });
    this.#watchReplica(replica);
    new Gauge({
      name: 'photoseek_library_size',
      help: 'Size of the library: photos, files, failures and bytes on disk, at most a minute old.',
      labelNames: ['of'],
      registers,
      async collect() {
        const stats = await readStats();
        // Counts from before would say that all is well.
        this.reset();
        if (stats === undefined) return;
        const { photos, files, failures, diskBytes } = stats;
        const failed = Object.values(failures).reduce((sum, n) => sum + n, 0);
        for (const [of, value] of Object.entries({ photos, files, failures: failed, diskBytes }))
          this.set({ of }, value);
      },
    });
    new Gauge({
      name: 'photoseek_library_readable',
      help: 'Whether the library could be read for the counts: 1, or 0 while its catalogue or the database of published libraries fails.',
      registers,
      async collect() {
        this.set((await readStats()) === undefined ? 0 : 1);
      },
    });
  }

  /** Only where there is a replica: they would say nothing. */
  #watchReplica(replica: MetricSources['replica']): void {
    if (replica() === undefined) return;
    const registers = [this.#registry];
    new Gauge({
      name: 'photoseek_replica_used',
      help: 'Whether reads go to the replica of the database: 1, or 0 while it is lost, behind or different.',
      registers,
      collect() {
        this.set(replica()?.state === 'used' ? 1 : 0);
      },
    });
    new Gauge({
      name: 'photoseek_replica_lag_seconds',
      help: 'For how long the oldest change has been published that the replica does not show; NaN: not known.',
      registers,
      collect() {
        this.set(replica()?.lagSeconds ?? Number.NaN);
      },
    });
  }

  print(): Promise<string> {
    return this.#registry.metrics();
  }

  /** @returns `undefined` where they cannot be read now: the metrics of the process are of use all the more */
  async #readStats(stats: () => Promise<LibraryStats>): Promise<LibraryStats | undefined> {
    const onLate = () => new Error('The statistics take too long.');
    return withinTime(this.#getStats(stats), { ms: STATS_TIMEOUT_MS, onLate }).catch(() => undefined);
  }

  #getStats(stats: () => Promise<LibraryStats>): Promise<LibraryStats> {
    const now = Date.now();
    if (this.#stats === undefined || now - this.#stats.at > STATS_EVERY_MS) {
      this.#stats = { at: now, value: stats() };
      this.#stats.value.catch(() => {
        this.#stats = undefined;
      });
    }
    return this.#stats.value;
  }
}
