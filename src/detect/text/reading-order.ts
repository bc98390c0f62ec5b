import { listCorners, type TurnedRectangle } from './turned-rectangle.js';

/**
 * Lines of a column are at least this many heights long, eight Chinese characters or so; shorter ones are cells of a table or prices on a
 * receipt, which are read row by row.
 */
const COLUMN_LENGTH = 4;

/** A column has at least this many lines. */
const COLUMN_LINES = 2;

/** The gap between two columns is at least this many heights of a line wide. */
const GUTTER = 1;

/** The share of a line's height, above and below, that is margin: lines that are set close overlap there. */
const MARGIN = 0.2;

/** Lines of a row have centres that differ by less than this share of the smaller height. */
const SAME_ROW = 0.5;

/** Lines of a row overlap by less than this share of the shorter one; others stand below each other. */
const OVERLAP = 0.5;

/** A rectangle is longer than high by this before its direction tells the tilt of a page. */
const LONG = 2;

/** Bounds of a line on the page, which is turned upright. */
interface Span<Line> {
  line: Line;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/**
 * Puts lines into the order of reading: from top to bottom, in a row from left to right, columns one after another. Cuts the page recursively
 * where no line is (Nagy and Seth, "Hierarchical representation of optically scanned documents", 1984): between columns if there are two, otherwise at
 * its widest horizontal gap. The order of the input has no influence unless two lines have the same place.
 */
export function orderLines<Line extends { rectangle: TurnedRectangle }>(lines: readonly Line[]): Line[] {
  const tilt = findTilt(lines.map(({ rectangle }) => rectangle));
  return cut(lines.map((line) => toSpan(line, tilt))).map(({ line }) => line);
}

/** The median direction of the long lines, within 45°. */
function findTilt(rectangles: readonly TurnedRectangle[]): number {
  const angles = rectangles
    .filter(({ width, height }) => width >= LONG * height)
    .map(({ angle }) => angle - Math.round(angle / (Math.PI / 2)) * (Math.PI / 2));
  return angles.length === 0 ? 0 : median(angles);
}

function toSpan<Line extends { rectangle: TurnedRectangle }>(line: Line, tilt: number): Span<Line> {
  const [cos, sin] = [Math.cos(tilt), Math.sin(tilt)];
  const corners = listCorners(line.rectangle);
  const along = corners.map(([x, y]) => x * cos + y * sin);
  const across = corners.map(([x, y]) => y * cos - x * sin);
  const [top, bottom] = [Math.min(...across), Math.max(...across)];
  const margin = (bottom - top) * MARGIN;
  return { line, left: Math.min(...along), right: Math.max(...along), top: top + margin, bottom: bottom - margin };
}

function cut<Line>(spans: Span<Line>[]): Span<Line>[] {
  if (spans.length < 2) return spans;
  const parts = cutColumns(spans) ?? cutBands(spans);
  return parts === undefined ? orderRows(spans) : parts.flatMap(cut);
}

/** Cuts at the widest gutter that has a column on both sides. */
function cutColumns<Line>(spans: Span<Line>[]): [Span<Line>[], Span<Line>[]] | undefined {
  const height = median(spans.map(measureHeight));
  return listGaps(spans, 'left', 'right')
    .filter(({ width, before, after }) => width >= GUTTER * height && isColumn(before) && isColumn(after))
    .map(({ before, after }): [Span<Line>[], Span<Line>[]] => [before, after])[0];
}

function isColumn<Line>(spans: Span<Line>[]): boolean {
  return (
    spans.length >= COLUMN_LINES &&
    median(spans.map((span) => (span.right - span.left) / measureHeight(span))) >= COLUMN_LENGTH
  );
}

function cutBands<Line>(spans: Span<Line>[]): [Span<Line>[], Span<Line>[]] | undefined {
  const [widest] = listGaps(spans, 'top', 'bottom');
  return widest === undefined ? undefined : [widest.before, widest.after];
}

interface Gap<Line> {
  width: number;
  before: Span<Line>[];
  after: Span<Line>[];
}

/** The gaps that no line reaches into, the widest first. */
function listGaps<Line>(spans: Span<Line>[], start: 'left' | 'top', end: 'right' | 'bottom'): Gap<Line>[] {
  const sorted = [...spans].sort((a, b) => a[start] - b[start]);
  const gaps: Gap<Line>[] = [];
  let reached = Number.NEGATIVE_INFINITY;
  sorted.forEach((span, i) => {
    const width = span[start] - reached;
    if (i > 0 && width > 0) gaps.push({ width, before: sorted.slice(0, i), after: sorted.slice(i) });
    reached = Math.max(reached, span[end]);
  });
  return gaps.sort((a, b) => b.width - a.width);
}

/** Lines that overlap: rows by their centres. */
function orderRows<Line>(spans: Span<Line>[]): Span<Line>[] {
  const middle = ({ top, bottom }: Span<Line>) => (top + bottom) / 2;
  const sorted = [...spans].sort(
    (a, b) => middle(a) - middle(b) || a.left - b.left || a.right - b.right || a.bottom - b.bottom,
  );
  const rows: Span<Line>[][] = [];
  for (const span of sorted) {
    const row = rows.at(-1) ?? [];
    const isSame = row.every(
      (one) =>
        middle(span) - middle(one) < SAME_ROW * Math.min(measureHeight(one), measureHeight(span)) &&
        !overlap(one, span),
    );
    if (row.length > 0 && isSame) row.push(span);
    else rows.push([span]);
  }
  return rows.flatMap((row) => row.sort((a, b) => a.left - b.left));
}

/** Whether one stands above the other. */
function overlap<Line>(a: Span<Line>, b: Span<Line>): boolean {
  const shared = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  return shared > OVERLAP * Math.min(a.right - a.left, b.right - b.left);
}

/** With the margins. */
function measureHeight<Line>({ top, bottom }: Span<Line>): number {
  return (bottom - top) / (1 - 2 * MARGIN);
}

/** The upper one of the two in the middle. */
function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] as number;
}
