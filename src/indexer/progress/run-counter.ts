import type { FilmPosition } from '../../model/film-position.js';
import { INSTALL_FFMPEG } from '../../runtime/ffmpeg-hint.js';
import { withPathBytes } from '../../runtime/fs-path.js';
import type { FileOutcome } from '../../store/records.js';
import type { FileFailure, IndexEvent, IndexNotice, IndexReport, StepRate } from './events.js';
import { RateMeter } from './rate-meter.js';

/** Progress events of one kind come this far apart, at least. */
export const PROGRESS_EVERY_MS = 100;

/** After this time without one, decoded frames are reported, too. */
const QUIET_MS = 500;

/** Pages of a document that a notice names. */
const MAX_PAGES_SHOWN = 10;

type Emit = (event: IndexEvent) => void;

/** Counts the files and frames that pass the steps of a run, and reports them as `progress` and `failed` events. */
export class RunCounter {
  readonly #total: number;
  readonly #emit: Emit;
  readonly #counts = { encoded: 0, reused: 0, refreshed: 0, detected: 0, failed: 0 };
  readonly #passed = { decode: 0, encode: 0 };
  readonly #meters = { decode: new RateMeter(), encode: new RateMeter(), write: new RateMeter() };
  readonly #failures: FileFailure[] = [];
  readonly #notices: IndexNotice[] = [];
  readonly #undecoded: string[] = [];
  /** How far the films are that are being decoded, by path. */
  readonly #positions = new Map<string, FilmPosition>();
  readonly #startedAtMs = performance.now();
  #emittedAtMs = Number.NEGATIVE_INFINITY;

  /** @param total files that the run is to write */
  constructor(total: number, emit: Emit) {
    this.#total = total;
    this.#emit = emit;
    const now = performance.now();
    for (const meter of Object.values(this.#meters)) meter.mark(0, now);
  }

  /** @param path the file that the frame is of */
  onDecoded(path: string): void {
    this.#passed.decode++;
    this.#reportWhenQuiet(path);
  }

  /** A film was decoded up to a time. */
  onPosition(path: string, position: FilmPosition): void {
    this.#positions.set(path, position);
    this.#reportWhenQuiet(path);
  }

  onEncoded(count: number): void {
    this.#passed.encode += count;
  }

  /** @param outcomes at least one */
  onWritten(outcomes: readonly FileOutcome[]): void {
    for (const outcome of outcomes) {
      this.#positions.delete(outcome.file.path);
      this.#count(outcome);
    }
    this.#report((outcomes.at(-1) as FileOutcome).file.path);
  }

  /** The run's part of its report. */
  get report(): Pick<IndexReport, 'indexed' | 'reused' | 'refreshed' | 'detected' | 'failed' | 'notices'> {
    const { encoded: indexed, reused, refreshed, detected } = this.#counts;
    const notices = [...this.#notices, ...explainUndecoded(this.#undecoded)];
    return { indexed, reused, refreshed, detected, failed: this.#failures, notices };
  }

  #count(outcome: FileOutcome): void {
    this.#counts[isDetectedOnly(outcome) ? 'detected' : outcome.kind]++;
    if (outcome.kind === 'encoded' && outcome.isUndecoded) this.#undecoded.push(outcome.file.path);
    if (outcome.kind === 'encoded') this.#notices.push(...explainDefect(outcome));
    if (outcome.kind !== 'failed') return;
    const failure = { path: outcome.file.path, code: outcome.code, message: outcome.message };
    this.#failures.push(failure);
    this.#emit({ type: 'failed', failure: withPathBytes(failure) });
  }

  /** Files of one frame are reported when they are written; within a long video, nothing is written for minutes. */
  #reportWhenQuiet(path: string): void {
    if (performance.now() - Math.max(this.#startedAtMs, this.#emittedAtMs) >= QUIET_MS) this.#report(path);
  }

  #report(currentPath: string): void {
    const { encoded, reused, refreshed, detected, failed } = this.#counts;
    const [done, total, now] = [encoded + reused + refreshed + detected + failed, this.#total, performance.now()];
    const steps = {
      decode: this.#mark('decode', this.#passed.decode, now),
      encode: this.#mark('encode', this.#passed.encode, now),
      // Of a run of one film, the time that is left is known, too.
      write: { ...this.#mark('write', done + this.#sumShares(), now), done },
    };
    if (now - this.#emittedAtMs < PROGRESS_EVERY_MS && done < total) return;
    this.#emittedAtMs = now;
    const { ratePerSecond } = steps.write;
    const etaMs = this.#meters.write.etaMs(total);
    const position = this.#positions.get(currentPath);
    const place = { currentPath, ...(position && { position }) };
    this.#emit({ type: 'progress', done, total, failed, ratePerSecond, etaMs, ...place, steps });
  }

  /** The shares of the films in hand that are decoded, in files. */
  #sumShares(): number {
    return [...this.#positions.values()].reduce((sum, { atMs, durationMs }) => sum + Math.min(1, atMs / durationMs), 0);
  }

  #mark(step: 'decode' | 'encode' | 'write', done: number, nowMs: number): StepRate {
    const meter = this.#meters[step];
    meter.mark(done, nowMs);
    return { done, ratePerSecond: meter.ratePerSecond };
  }
}

/** Of the file, nothing was read but its frames: for detectors, or for looks. */
function isDetectedOnly(outcome: FileOutcome): boolean {
  return outcome.kind === 'refreshed' && outcome.regions !== undefined && outcome.metadata === 'unchanged';
}

function explainDefect({ file: { path }, content }: Extract<FileOutcome, { kind: 'encoded' }>): IndexNotice[] {
  const { defect: code, missingPages = [] } = content;
  if (code === undefined) return [];
  const message = {
    truncated: 'The file ends early; its image is indexed as far as it goes.',
    'missing-pages': `${missingPages.length === 1 ? 'Page' : 'Pages'} ${listPages(missingPages)} could not be read; the others are indexed.`,
  }[code];
  return [{ code, path, message }];
}

/** Numbers of pages, as many as a line has room for. */
function listPages(pages: readonly number[]): string {
  const shown = pages.slice(0, MAX_PAGES_SHOWN).join(', ');
  return pages.length > MAX_PAGES_SHOWN ? `${shown} and ${pages.length - MAX_PAGES_SHOWN} more` : shown;
}

/** One notice for all videos of a run. */
function explainUndecoded(paths: readonly string[]): IndexNotice[] {
  const [path] = paths;
  if (path === undefined) return [];
  const videos = paths.length === 1 ? '1 video was skipped' : `${paths.length} videos were skipped`;
  const message = `${videos}: needs ffmpeg. Install it with: ${INSTALL_FFMPEG}. The next run takes them up; until then they are found by name and metadata.`;
  return [{ code: 'needs-ffmpeg', path, message }];
}
