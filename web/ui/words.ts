/** Metadata in words. */
import { type KindCounts, nameCounts } from '../../src/model/count-kinds.js';
import { formatNumber, getLanguage, t } from '../language/translate.js';

const COUNT_TEXTS = {
  image: 'count.photos',
  video: 'count.videos',
  document: 'count.documents',
  model: 'count.models',
  result: 'count.results',
} as const;

/**
 * `3 photos`, `1,204 photos, 31 videos`, or `60 results` where the kinds of some are not known.
 * @param counts of all of them, or of a set that they are like
 * @param total how many there are. Default: as many as `counts` has
 */
export function countKinds(counts: KindCounts, total?: number): string {
  return nameCounts(counts, total)
    .map(([kind, count]) => t(COUNT_TEXTS[kind], { count }))
    .join(', ');
}

/** `1 file`, `12 files`. */
export function countFiles(count: number): string {
  return t('files', { count });
}

export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.max(1, Math.round(ms))} ms`;
  if (ms < 60_000) return `${oneDecimal(ms / 1000)} s`;
  const minutes = Math.round(ms / 60_000);
  return minutes < 90 ? `${minutes} min` : `${oneDecimal(minutes / 60)} h`;
}

const UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
];

/** How long ago a moment is: `5 min. ago`, `yesterday`. */
export function formatAgo(atMs: number, nowMs = Date.now()): string {
  const seconds = Math.max(0, (nowMs - atMs) / 1000);
  const [unit, size] = UNITS.find(([, length]) => seconds >= length) ?? ['second', 1];
  const format = new Intl.RelativeTimeFormat(getLanguage(), { numeric: 'auto', style: 'short' });
  return format.format(-Math.floor(seconds / size), unit);
}

export function formatBytes(bytes: number): string {
  if (bytes < 1e6) return `${Math.max(1, Math.round(bytes / 1e3))} kB`;
  return bytes < 1e9 ? `${oneDecimal(bytes / 1e6)} MB` : `${oneDecimal(bytes / 1e9)} GB`;
}

export function formatPercent(share: number): string {
  return `${formatNumber(Math.round(share * 100))} %`;
}

function oneDecimal(value: number): string {
  return formatNumber(value, { minimumFractionDigits: 1, maximumFractionDigits: 1, useGrouping: false });
}
