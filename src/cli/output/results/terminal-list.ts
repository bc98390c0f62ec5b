import { homedir } from 'node:os';
import { basename, dirname } from 'node:path';
import { isBelow } from '../../../model/paths.js';
import type { SearchResult } from '../../../search/types/answer.js';
import type { CommandContext } from '../../context.js';
import { printable } from '../printable.js';
import { describeMetadata, formatTaken } from './describe-metadata.js';
import { linkToFile } from './hyperlinks.js';
import { listCopies } from './list-copies.js';
import { describePlaces, describeReasons } from './list-results.js';
import { cutToWidth, padToWidth, widthOf } from './terminal-width.js';

/** The parts of a line, without colours. */
interface Row {
  result: SearchResult;
  rank: string;
  /** Why it is here: a percentage, the field whose text matches, or that it is identical. */
  reason: string;
  name: string;
  /** Where in the file, ` @ 1:23`, and the other places, `, also @ 4:10`; empty for photos. */
  place: string;
  otherPlaces: string;
  /** The facts of the picture that the query asks for, in words; empty where there is nothing to say. */
  why: string;
  /** Day, month or year, as far as it is known. */
  date: string;
  folder: string;
}

const GAP = '  ';

/** A folder of fewer characters says nothing. */
const MIN_FOLDER = 12;
/** Nor does a name. */
const MIN_NAME = 20;
/** Words that say why take no more: lines of text are long. */
const MAX_WHY = 30;

/**
 * Photos as a table that fits the terminal, a line each: the place among the results, the relevance, the name as a link to the file, why it is here
 * in words, the date, the folder. Columns that no photo fills are left out, and of a narrow terminal the folder, then the words, then the date.
 * @param reasons one a result
 */
export function formatTable(
  results: readonly SearchResult[],
  reasons: readonly string[],
  context: CommandContext,
): string {
  const rows = toRows(results, reasons);
  const widest = (column: 'rank' | 'reason' | 'name' | 'why' | 'date') =>
    Math.max(
      0,
      ...rows.map((row) => widthOf(column === 'name' ? row.name + row.place + row.otherPlaces : row[column])),
    );
  const left = (...taken: number[]) =>
    taken.filter((width) => width > 0).reduce((rest, width) => rest - width - GAP.length, context.stdout.columns);
  const withDates = left(widest('rank'), widest('reason'), widest('date'));
  const hasDates = withDates >= MIN_NAME;
  const withoutWhy = hasDates ? withDates : left(widest('rank'), widest('reason'));
  const why = Math.min(widest('why'), MAX_WHY);
  const hasWhy = why > 0 && withoutWhy - GAP.length - why >= MIN_NAME;
  const room = hasWhy ? withoutWhy - GAP.length - why : withoutWhy;
  // Names may take all that folders leave, and two thirds where there is room for both.
  const most = room - GAP.length - Math.max(MIN_FOLDER, Math.floor(room / 3));
  const hasFolders = most >= MIN_NAME;
  const name = Math.min(widest('name'), hasFolders ? most : Math.max(1, room));
  const widths = {
    ...{ reason: widest('reason'), name, why: hasWhy ? why : 0, date: hasDates ? widest('date') : 0 },
    folder: hasFolders ? room - name - GAP.length : 0,
  };
  return rows.map((row) => formatRow(row, widths, context)).join('');
}

function formatRow(
  { result, rank, reason, name, place, otherPlaces, why, date, folder }: Row,
  widths: { reason: number; name: number; why: number; date: number; folder: number },
  { colours, stdout }: CommandContext,
): string {
  // The place says more than the end of a long name; the other places give way to both.
  const isRoomy = widthOf(name + place + otherPlaces) <= widths.name;
  const shownName = cutToWidth(name, Math.max(1, widths.name - widthOf(place)));
  const shownOthers = isRoomy ? otherPlaces : '';
  const padding = ' '.repeat(Math.max(0, widths.name - widthOf(shownName + place + shownOthers)));
  const shownFolder = widths.folder === 0 ? '' : cutToWidth(folder, widths.folder, 'start');
  const bold = colours.bold(shownName);
  const columns = [
    colours.dim(rank),
    ...(widths.reason === 0 ? [] : [colours.green(reason.padStart(widths.reason))]),
    (stdout.showsLinks ? linkToFile(bold, result.path) : bold) + place + colours.dim(shownOthers) + padding,
    ...(widths.why === 0 ? [] : [padToWidth(cutToWidth(why, widths.why), widths.why)]),
    ...(widths.date === 0 ? [] : [padToWidth(date, widths.date)]),
    ...(shownFolder === '' ? [] : [colours.dim(shownFolder)]),
  ];
  return `${columns.join(GAP).trimEnd()}\n`;
}

/** Some lines per photo, with all that is known: relevance, name and id; details; folder; copies. */
export function formatBlocks(
  results: readonly SearchResult[],
  reasons: readonly string[],
  context: CommandContext,
): string {
  const { colours, stdout } = context;
  return toRows(results, reasons)
    .map(({ result, rank, reason, name, place, why }) => {
      const indent = ' '.repeat(rank.length + GAP.length);
      const room = Math.max(20, stdout.columns - indent.length);
      const id = `id:${result.id}`;
      const taken = [reason, id]
        .filter((part) => part !== '')
        .reduce((sum, part) => sum + part.length + GAP.length, widthOf(place));
      const bold = colours.bold(cutToWidth(name, room - taken));
      const first = [
        ...(reason === '' ? [] : [colours.green(reason)]),
        (stdout.showsLinks ? linkToFile(bold, result.path) : bold) + place,
        colours.dim(id),
      ];
      const details = cutToWidth(printable(describeMetadata(result).join(' · ')), room);
      const { others } = describePlaces(result);
      const folders = [shorten(dirname(result.path)), ...listCopies(result.otherPaths, shorten)];
      const lines = [
        `${colours.dim(rank)}${GAP}${first.join(GAP)}`,
        ...(why === '' ? [] : [`${indent}${cutToWidth(why, room)}`]),
        `${indent}${details}`,
        ...(others === '' ? [] : [`${indent}${cutToWidth(printable(others), room)}`]),
        ...folders.map((folder) => `${indent}${colours.dim(cutToWidth(printable(folder), room, 'start'))}`),
      ];
      return `${lines.join('\n')}\n`;
    })
    .join('');
}

function toRows(results: readonly SearchResult[], reasons: readonly string[]): Row[] {
  const rankWidth = String(results.length).length;
  return results.map((result, i) => {
    const copies = result.otherPaths.length;
    const { best, others } = describePlaces(result);
    return {
      result,
      rank: String(i + 1).padStart(rankWidth),
      reason: reasons[i] ?? '',
      name: printable(basename(result.path)),
      place: best === '' ? '' : ` ${printable(best)}`,
      otherPlaces: others === '' ? '' : `, ${printable(others)}`,
      why: printable(describeReasons(result)),
      date: formatTaken(result)?.slice(0, 10) ?? '',
      folder: `${printable(shorten(dirname(result.path)))}${copies === 0 ? '' : ` +${copies}`}`,
    };
  });
}

function shorten(path: string): string {
  const home = homedir();
  return path === home || isBelow(path, home) ? `~${path.slice(home.length)}` : path;
}
