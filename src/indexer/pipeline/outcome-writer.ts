import type { FileOutcome } from '../../store/records.js';
import type { FileTable } from '../../store/tables/file-table.js';

/** Outcomes a transaction, and how long one waits for others: the most that a crash can lose, and how often a run can report progress. */
const WRITE_SIZE = 64;
const WRITE_EVERY_MS = 500;

/** Writes outcomes in transactions. */
export class OutcomeWriter {
  readonly #files: Pick<FileTable, 'record'>;
  readonly #onWritten: (outcomes: readonly FileOutcome[]) => void;
  #outcomes: FileOutcome[] = [];
  #wroteAtMs = performance.now();

  constructor(files: Pick<FileTable, 'record'>, onWritten: (outcomes: readonly FileOutcome[]) => void) {
    this.#files = files;
    this.#onWritten = onWritten;
  }

  /** Holds outcomes until the next transaction. */
  add(outcomes: readonly FileOutcome[]): void {
    this.#outcomes.push(...outcomes);
  }

  /** Writes when enough was added, or some time ago. */
  writeWhenDue(): void {
    if (this.#outcomes.length >= WRITE_SIZE || performance.now() - this.#wroteAtMs >= WRITE_EVERY_MS) this.write();
  }

  /** @throws PhotoseekError library codes, and what SQLite throws: nothing was written then */
  write(): void {
    const outcomes = this.#outcomes;
    if (outcomes.length === 0) return;
    this.#outcomes = [];
    this.#wroteAtMs = performance.now();
    this.#files.record(outcomes);
    this.#onWritten(outcomes);
  }
}
