import type { RunStatus } from '../../indexer/progress/events.js';
import { openLibrary } from '../../library/open-library.js';
import type { LibraryStats } from '../../library/types/descriptions.js';
import { DETECTOR_STAGES } from '../../model/region.js';
import { toIsoDay, toIsoMinute } from '../../runtime/iso-date.js';
import { type CommonOptions, toOpenOptions } from '../options.js';
import { coloursFor } from '../output/colours.js';
import { formatKinds } from '../output/format-kinds.js';
import { formatUndecoded } from '../output/format-undecoded.js';
import { printable } from '../output/printable.js';
import { formatTimeLeft } from '../output/progress-view.js';
import { countFiles, explainMissing } from '../output/root-notices.js';
import { formatUpgrade, listUpgradeNotices } from '../output/upgrade-view.js';

/** `photoseek status` */
export async function runStatusCommand(options: CommonOptions): Promise<void> {
  const library = await openLibrary(toOpenOptions(options, { create: false, oneShot: true }));
  try {
    const stats = await library.stats();
    if (options.json) {
      process.stdout.write(`${JSON.stringify(stats)}\n`);
      return;
    }
    const missing = (await library.roots()).filter(({ isMissing }) => isMissing);
    process.stdout.write(formatStats(stats, new Set(missing.map(({ path }) => path))));
    for (const notice of [
      ...missing.flatMap((root) => explainMissing(root) ?? []),
      ...listUpgradeNotices(stats.upgrade),
    ])
      if (!options.quiet) process.stderr.write(`${coloursFor(process.stderr).yellow('note:')} ${notice}\n`);
  } finally {
    await library.close();
  }
}

function formatStats(stats: LibraryStats, missing: ReadonlySet<string>): string {
  const formatRoot = (path: string) =>
    missing.has(path) ? `${printable(path)}  ${coloursFor(process.stdout).yellow('missing')}` : printable(path);
  const failures = Object.entries(stats.failures);
  const failed = failures.reduce((sum, [, n]) => sum + n, 0);
  const rows: [string, string][] = [
    ['library', printable(stats.path)],
    ...(stats.running === null ? [] : [['running', formatRun(stats.running)] as [string, string]]),
    formatContents(stats, failed),
    [
      'failed',
      failed === 0 ? 'none' : `${countFiles(failed)} (${failures.map(([code, n]) => `${n} ${code}`).join(', ')})`,
    ],
    ...Object.entries(stats.defects).map(([defect, n]): [string, string] => ['defects', `${countFiles(n)} ${defect}`]),
    ...(stats.undecoded === 0 ? [] : [['videos', formatUndecoded(stats.undecoded)] as [string, string]]),
    ['dates', formatDateSources(stats.dateSources)],
    ['model', `${stats.model.name}, ${stats.model.dim} dimensions, ${countVectors(stats.model.vectors)}`],
    ...(stats.stages === null ? [] : [['stages', formatStages(stats)] as [string, string]]),
    ...(stats.upgrade === null ? [] : [['upgrade', formatUpgrade(stats.upgrade)] as [string, string]]),
    ...stats.spaces
      .filter(({ state, vectors }) => state === 'retired' && vectors > 0)
      .map(({ name, vectors }): [string, string] => [
        'unused',
        `${countVectors(vectors)} of ${printable(name)}; photoseek models drop ${printable(name)} deletes them`,
      ]),
    ...(stats.index.server === undefined ? [] : [['server', formatServer(stats.index)] as [string, string]]),
    ['scores', formatCalibration(stats.calibration)],
    ['on disk', formatDisk(stats)],
    ['indexed', stats.lastIndexedAtMs === null ? 'not finished yet' : toIsoMinute(stats.lastIndexedAtMs)],
    ['roots', stats.roots.map(formatRoot).join('\n         ') || 'none'],
  ];
  const { dim } = coloursFor(process.stdout);
  return rows.map(([name, value]) => `${dim(name.padEnd(8))} ${value}\n`).join('');
}

/** `db.example.org/photos, 1200 of 1204 vectors indexed by pgvector` */
function formatServer({ server, engine, indexed, pending }: LibraryStats['index']): string {
  const name = printable(server?.name ?? '');
  if (server?.error != null) return `${name}  ${coloursFor(process.stdout).yellow(server.error)}`;
  const vectors = countVectors(indexed + pending);
  return `${name}, ${pending === 0 ? vectors : `${indexed} of ${vectors}`} indexed by ${engine}`;
}

/** `text, objects; off: faces, regions` */
function formatStages({ stages }: LibraryStats): string {
  const off = DETECTOR_STAGES.filter((stage) => !stages?.includes(stage));
  return `${stages?.join(', ') || 'none'}${off.length === 0 ? '' : `; off: ${off.join(', ')}`}`;
}

/** `52.3 MB, 13.1 MB of them thumbnails` */
function formatDisk({ diskBytes, thumbnailBytes }: LibraryStats): string {
  const [all, thumbnails] = [diskBytes, thumbnailBytes].map((bytes) => `${(bytes / 1e6).toFixed(1)} MB`);
  return thumbnailBytes === 0 ? `${all}` : `${all}, ${thumbnails} of them thumbnails`;
}

/** Distinct contents: photos alone, or `1204 photos, 31 videos`. */
function formatContents({ photos, kinds, files }: LibraryStats, failed: number): [string, string] {
  const held = `in ${countFiles(files - failed)}`;
  if (kinds.image === photos) return ['photos', `${photos} distinct, ${held}`];
  return ['contents', `${formatKinds(kinds)}, ${held}`];
}

function countVectors(count: number): string {
  return count === 1 ? '1 vector' : `${count} vectors`;
}

/** Where relevances and the ends of answers come from. */
function formatCalibration({ source, measuredAtMs, photos, queries }: LibraryStats['calibration']): string {
  if (source === 'model') return 'as measured for the model';
  if (source === 'estimate') return 'estimated for this model; photoseek calibrate measures it';
  const on = source === 'library' ? 'photos of this library' : 'evaluated images';
  const when = measuredAtMs === null ? '' : `, ${toIsoDay(measuredAtMs)}`;
  return `measured with ${photos} ${on} and ${queries} labelled queries${when}`;
}

const DATE_SOURCES: Record<string, string> = {
  exif: 'EXIF',
  sidecar: 'sidecars',
  xmp: 'XMP',
  iptc: 'IPTC',
  takeout: 'Google Takeout',
  name: "the file's name",
  gps: 'the GPS clock',
  mtime: "only the file's time",
  none: 'without a date',
};

/** `812 from EXIF, 30 from the file's name, 12 only the file's time`. */
function formatDateSources(sources: LibraryStats['dateSources']): string {
  const parts = Object.entries(sources).map(([source, files]) => {
    const name = DATE_SOURCES[source] ?? source;
    return source === 'mtime' || source === 'none' ? `${files} ${name}` : `${files} from ${name}`;
  });
  return parts.join(', ') || 'none';
}

function formatRun(run: RunStatus): string {
  const { stage, done, total, failed, ratePerSecond, etaMs, pid } = run;
  const rate = `, ${ratePerSecond.toFixed(0)}/s`;
  if (stage === 'scanning') return `scanning, ${done} files so far${rate} (process ${pid})`;
  return `${stage} ${done} of ${total}${rate}, ${formatTimeLeft(etaMs)}${failed > 0 ? `, ${failed} failed` : ''} (process ${pid})`;
}
