import { basename } from 'node:path';
import cliProgress from 'cli-progress';
import type { IndexEvent, StageRate } from '../../indexer/progress/events.js';
import { formatTime } from '../../model/format-location.js';
import { createLineInterval } from './line-interval.js';
import { printable } from './printable.js';

/** Characters of a file's name that are shown. */
const MAX_NAME = 30;

/** Shows the progress of a run. `end` may be called more than once. */
export interface ProgressView {
  show(event: IndexEvent): void;
  end(): void;
}

/** A bar on a terminal, plain lines elsewhere, nothing when quiet. */
export function createProgressView(stream: NodeJS.WriteStream, quiet: boolean): ProgressView {
  if (quiet) return { show: () => {}, end: () => {} };
  return stream.isTTY ? createBar(stream) : createLines(stream);
}

function createLines(stream: NodeJS.WritableStream): ProgressView {
  const isDue = createLineInterval();
  return {
    show(event) {
      const line = describe(event);
      if (line !== undefined && isDue(event.type === 'planned')) stream.write(`${line}\n`);
    },
    end: () => {},
  };
}

function describe(event: IndexEvent): string | undefined {
  switch (event.type) {
    case 'scanning':
      return `scanning: ${event.found} files so far, ${event.ratePerSecond.toFixed(0)}/s`;
    case 'planned':
      return `planned: ${event.toDo} new or changed, ${event.unchanged} unchanged, ${event.removed} removed`;
    case 'progress': {
      const failed = event.failed > 0 ? `, ${event.failed} failed` : '';
      const film = event.position === undefined ? formatFrames(event) : `, ${formatFile(event)}`;
      return `indexing: ${event.done} of ${event.total}, ${formatRate(event)}${failed}${film}`;
    }
    case 'indexing-vectors':
      return `indexing vectors: ${event.indexed} of ${event.total}, ${formatRate(event)}`;
    default:
      return undefined;
  }
}

/** The name of the file, and how far a film is: `film.mp4 12:30 of 58:00`. */
function formatFile({ currentPath, position }: Extract<IndexEvent, { type: 'progress' }>): string {
  const name = printable(basename(currentPath)).slice(0, MAX_NAME);
  if (position === undefined) return name;
  return `${name} ${formatTime(position.atMs)} of ${formatTime(position.durationMs)}`;
}

/** Where there are more frames than files: they go on within a long video. */
function formatFrames({ done, steps }: Extract<IndexEvent, { type: 'progress' }>): string {
  return steps.decode.done > done + 1 ? `, ${steps.decode.done} frames` : '';
}

function formatRate({ ratePerSecond, etaMs }: StageRate): string {
  return `${ratePerSecond.toFixed(0)}/s, ${formatTimeLeft(etaMs)}`;
}

function createBar(stream: NodeJS.WriteStream): ProgressView {
  const bar = new cliProgress.SingleBar({
    format: '{stage} {bar} {value}/{total}  {rate}  {left}{failed}  {file}',
    stream,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
    hideCursor: true,
    clearOnComplete: true,
    fps: 10,
    linewrap: false,
  });
  const blank = { stage: 'scanning', rate: '', left: '', failed: '', file: '' };
  let isActive = false;
  return {
    show(event) {
      if (event.type === 'scanning') stream.write(`\r\x1b[K${describe(event)}`);
      if (event.type === 'planned') stream.write('\r\x1b[K');
      if (event.type !== 'progress' && event.type !== 'indexing-vectors') return;
      if (!isActive) bar.start(event.total, 0, blank);
      isActive = true;
      bar.setTotal(event.total);
      const pace = { rate: `${event.ratePerSecond.toFixed(0)}/s`, left: formatTimeLeft(event.etaMs) };
      if (event.type === 'indexing-vectors') {
        bar.update(event.indexed, { ...blank, ...pace, stage: 'vectors ' });
      } else {
        bar.update(event.done, {
          ...pace,
          stage: 'indexing',
          failed: event.failed > 0 ? `  ${event.failed} failed` : '',
          file: `${formatFile(event)}${formatFrames(event)}`,
        });
      }
    },
    end() {
      if (isActive) bar.stop();
      isActive = false;
    },
  };
}

/** For example `3 min left`. */
export function formatTimeLeft(etaMs: number | null): string {
  if (etaMs === null) return '…';
  const seconds = Math.ceil(etaMs / 1000);
  if (seconds < 90) return `${seconds} s left`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min left` : `${(minutes / 60).toFixed(1)} h left`;
}
