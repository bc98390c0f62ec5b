/** Metadata in words. */
import { formatNumber, t } from '../language/translate.js';

export function countPhotos(count: number): string {
  return t('photos', { count });
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
