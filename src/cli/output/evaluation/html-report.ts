import type { CaptionScores, ClassScores, EvaluationReport } from '../../../library/evaluation/types.js';
import { escapeHtml } from '../../../runtime/escape-html.js';
import { makeTables } from './tables.js';

const STYLE = `
body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#222;background:#fff}
table{border-collapse:collapse;margin:.5rem 0 1.5rem}td,th{padding:.25rem .6rem;border-bottom:1px solid #ddd;text-align:right}
td:first-child,th:first-child{text-align:left}summary{cursor:pointer;padding:.3rem 0;font-weight:600}
.t{display:inline-block;width:72px;height:72px;margin:2px;background:#eee center/cover no-repeat;border-radius:4px;vertical-align:middle;
font-size:9px;overflow:hidden}.right{outline:3px solid #2a8a3a}.miss{border-bottom:1px solid #eee;padding:.4rem 0}
.miss p{margin:0 0 .2rem}.matrix{overflow:auto}.matrix td{min-width:1.4em;font-size:12px;padding:.1rem .3rem}
.matrix th{font-weight:400;font-size:12px}.diagonal{font-weight:700}
@media(prefers-color-scheme:dark){body{color:#ddd;background:#181818}td,th,.miss{border-color:#444}.t{background-color:#333}}`;

/** A page that holds everything it shows, images too, and has no scripts. */
export function makeHtmlReport(report: EvaluationReport): string {
  const numbers = new Map(Object.keys(report.thumbnails).map((name, i) => [name, i]));
  // Each image is in the page once, however often it is shown.
  const pictures = Object.entries(report.thumbnails)
    .map(([name, base64]) => `.i${numbers.get(name)}{background-image:url(data:image/webp;base64,${base64})}`)
    .join('\n');
  const show: ShowImage = (name, isRight = false) => {
    const number = numbers.get(name);
    const classes = ['t', ...(number === undefined ? [] : [`i${number}`]), ...(isRight ? ['right'] : [])];
    const label = number === undefined ? escapeHtml(name) : '';
    return `<span class="${classes.join(' ')}" role="img" aria-label="${escapeHtml(name)}" title="${escapeHtml(name)}">${label}</span>`;
  };
  const models = report.models.map(({ model, retrieval, classification }) => {
    const parts = [
      ...retrieval.map((scores) => showMisses(scores, show)),
      ...(classification === null ? [] : [showConfusion(classification), showClassMisses(classification, show)]),
    ];
    return `<h2>${escapeHtml(model.name)}</h2><p>Revision ${model.revision}, ${model.dim} dimensions, ${model.dtype}.</p>${parts.join('\n')}`;
  });
  const failed = report.failed.map(
    ({ image, message, code }) => `<li>${escapeHtml(`${image}: ${message} [${code}]`)}</li>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>photoseek eval</title><meta name="viewport" content="width=device-width">
<style>${STYLE}\n${pictures}</style></head><body><h1>photoseek eval</h1>
${makeTables(report)
  .map(({ title, rows }) => `<h3>${escapeHtml(title)}</h3>${showRows(rows)}`)
  .join('\n')}
${failed.length === 0 ? '' : `<details><summary>${failed.length} images could not be read</summary><ul>${failed.join('')}</ul></details>`}
${models.join('\n')}
</body></html>
`;
}

type ShowImage = (name: string, isRight?: boolean) => string;

function showRows([header = [], ...rows]: readonly string[][]): string {
  const row = (cells: readonly string[], tag: 'td' | 'th') =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
  return `<table>${row(header, 'th')}${rows.map((cells) => row(cells, 'td')).join('')}</table>`;
}

function showMisses({ language, misses, missed }: CaptionScores, show: ShowImage): string {
  const list = misses.map(
    ({ caption, image, rank, found }) =>
      `<div class="miss"><p>${escapeHtml(caption)}</p>${show(image, true)} is number ${rank}; found: ${found.map((name) => show(name)).join('')}</div>`,
  );
  const shown = misses.length < missed ? `, the ${misses.length} farthest` : '';
  const title = `${missed} captions${language === '' ? '' : ` (${escapeHtml(language)})`} whose image is not among the first ten${shown}`;
  return `<details><summary>${title}</summary>${list.join('')}</details>`;
}

/** Rows are classes, columns what the images were taken for. */
function showConfusion({ classes, confusion }: ClassScores): string {
  const header = classes.map((_, i) => `<th>${i + 1}</th>`).join('');
  const rows = confusion.map((counts, i) => {
    const cells = counts.map(
      (count, j) => `<td${i === j ? ' class="diagonal"' : ''}>${count === 0 ? '·' : count}</td>`,
    );
    return `<tr><th>${i + 1} ${escapeHtml(classes[i] ?? '')}</th>${cells.join('')}</tr>`;
  });
  return `<details open><summary>Confusion: rows are classes, columns what their images were taken for</summary><div class="matrix"><table><tr><th></th>${header}</tr>${rows.join('')}</table></div></details>`;
}

function showClassMisses({ misses, images, top1 }: ClassScores, show: ShowImage): string {
  const list = misses.map(
    ({ image, label, predicted }) =>
      `<div class="miss">${show(image)} ${escapeHtml(label)}, taken for ${escapeHtml(predicted)}</div>`,
  );
  const all = Math.round((1 - top1) * images);
  const shown = misses.length < all ? `, the first ${misses.length}` : '';
  return `<details><summary>${all} images taken for another class${shown}</summary>${list.join('')}</details>`;
}
