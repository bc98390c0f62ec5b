/** Facts in words. */

const MAX_COPIES_SHOWN = 3;

export function countPhotos(count) {
  return `${count.toLocaleString()} ${count === 1 ? 'photo' : 'photos'}`;
}

export function formatDuration(ms) {
  return ms < 1000 ? `${Math.max(1, Math.round(ms))} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** The last part of a path of any platform. */
export function getFileName(path) {
  return path.split(/[\\/]/).pop();
}

/** The folder of a photo, and where copies of it lie, a line each. */
export function describePlaces({ path, otherPaths }) {
  const folder = path.slice(0, -getFileName(path).length);
  const copies = otherPaths.slice(0, MAX_COPIES_SHOWN).map((copy) => `also ${copy}`);
  const rest = otherPaths.length - copies.length;
  return [folder, ...copies, ...(rest > 0 ? [`and ${rest.toLocaleString()} more`] : [])].join('\n');
}

/** For example `4000 × 3000 · JPEG · 3.2 MB · 12 May 2024`. */
export function describePhoto({ width, height, format, sizeBytes, modifiedAtMs }) {
  const date = new Date(modifiedAtMs).toLocaleDateString(undefined, { dateStyle: 'medium' });
  return [`${width} × ${height}`, format.toUpperCase(), formatBytes(sizeBytes), date].join(' · ');
}

export function formatBytes(bytes) {
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
