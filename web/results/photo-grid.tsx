import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { t } from '../language/translate.js';
import { chooseShape, type Row, RowLayout } from './justify.js';
import type { ListState } from './result-list.js';
import { Tile, type TileActions } from './tile.js';
import type { TileData } from './tile-data.js';
import { useVirtualRows } from './use-virtual-rows.js';

interface PhotoGridProps {
  list: ListState;
  loadMore: () => void;
  selected: ReadonlySet<number>;
  makeAddress: (id: number) => string;
  actions: TileActions;
  /** The photo that was just looked at closely: it is brought into sight and gets the focus. */
  returnTo: number | null;
  /** Height of the bar at the top of the window. */
  coveredTop: number;
  /** How far down the window is scrolled when the first photos are there. */
  startAt: number;
}

/** Faster than this, in pixels a second, photos fly by. */
const PASSING_SPEED = 9000;

/** The photos of an answer: rows from edge to edge, of which only those in sight are in the document. */
export function PhotoGrid({
  list,
  loadMore,
  selected,
  makeAddress,
  actions,
  returnTo,
  coveredTop,
  startAt,
}: PhotoGridProps) {
  const grid = useRef<HTMLUListElement>(null);
  const { width, top } = useMeasure(grid);
  const [active, setActive] = useState(0);
  const layout = useMemo(() => new RowLayout(chooseShape(width)), [width, list.tiles[0]]);
  const rows = width === 0 ? [] : layout.layOut(list.tiles, list.hasMore);
  const { gap } = layout.shape;
  const activeIndex = Math.min(active, Math.max(0, list.tiles.length - 1));
  const virtualizer = useVirtualRows({ rows, gap, offsetTop: top, coveredTop, keepRow: findRow(rows, activeIndex) });
  const known = virtualizer.getTotalSize();
  const height = known + estimateRest(list, known);
  // Beyond what is loaded nothing is seen of the last rows, which are drawn all the same.
  const isBeyond = list.isLoading && (virtualizer.scrollOffset ?? 0) > top + known;
  const isPassing = usePassing() || isBeyond;

  const items = virtualizer.getVirtualItems();
  const last = items.at(-1);
  const seesEnd = last === undefined || last.index >= rows.length - 6;
  useEffect(() => {
    if (seesEnd && list.hasMore && !list.isLoading && list.error === '') loadMore();
  });

  // Once, when there is something to scroll.
  useLayoutEffect(() => {
    if (rows.length > 0 && startAt > 0) window.scrollTo(0, startAt);
  }, [rows.length > 0]);

  const focusTile = (index: number) => {
    setActive(index);
    virtualizer.scrollToIndex(findRow(rows, index), { align: 'auto' });
    const { id } = list.tiles[index] as TileData;
    // The row may come into the document only now.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => findLink(grid.current, id)?.focus({ preventScroll: true })),
    );
  };

  // Once for each return.
  useEffect(() => {
    const index = list.tiles.findIndex(({ id }) => id === returnTo);
    if (returnTo !== null && index >= 0 && rows.length > 0) focusTile(index);
  }, [returnTo, rows.length > 0]);

  const onKeyDown = (event: KeyboardEvent) => {
    const tile = list.tiles[activeIndex];
    if (tile === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = findNext(rows, activeIndex, event.key);
    const action = { m: actions.moreLike, l: actions.lessLike, x: actions.select }[event.key];
    if (next === undefined && action === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (action !== undefined) action(tile);
    // Above the first photos is the box.
    else if (event.key === 'ArrowUp' && next === activeIndex) document.querySelector<HTMLElement>('#words')?.focus();
    else if (next !== undefined) focusTile(next);
  };

  const onFocusIn = (event: FocusEvent) => {
    const id = Number((event.target as HTMLElement).closest<HTMLElement>('[data-id]')?.dataset['id']);
    const index = list.tiles.findIndex((tile) => tile.id === id);
    if (index >= 0) setActive(index);
  };

  return (
    <ul
      class="grid"
      ref={grid}
      aria-label={t('results.photos')}
      style={{ height: `${height}px` }}
      onKeyDown={onKeyDown}
      onFocusIn={onFocusIn}
    >
      {items.flatMap((item) => {
        const row = rows[item.index];
        return (row?.boxes ?? []).map((box) => {
          const tile = list.tiles[box.index] as TileData;
          return (
            <Tile
              key={tile.id}
              tile={tile}
              address={makeAddress(tile.id)}
              place={{ left: box.left, top: item.start - top, width: box.width, height: row?.height ?? 0 }}
              position={box.index + 1}
              total={list.total}
              isActive={box.index === activeIndex}
              isSelected={selected.has(tile.id)}
              isSelecting={selected.size > 0}
              isPassing={isPassing}
              actions={actions}
            />
          );
        });
      })}
    </ul>
  );
}

/** The height that photos will take that are not there yet, so that the scroll bar is honest from the start. */
function estimateRest({ tiles, total, hasMore }: ListState, known: number): number {
  return hasMore && tiles.length > 0 ? Math.round((known / tiles.length) * (total - tiles.length)) : 0;
}

function findRow(rows: readonly Row[], index: number): number {
  let [low, high] = [0, rows.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((rows[middle]?.boxes[0]?.index ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Where an arrow leads: up and down to the photo that is nearest to straight above or below. */
function findNext(rows: readonly Row[], index: number, key: string): number | undefined {
  const last = rows.at(-1)?.boxes.at(-1)?.index ?? -1;
  if (key === 'ArrowRight') return Math.min(last, index + 1);
  if (key === 'ArrowLeft') return Math.max(0, index - 1);
  if (key === 'Home') return 0;
  if (key === 'End') return last;
  if (key !== 'ArrowDown' && key !== 'ArrowUp') return undefined;
  const at = findRow(rows, index);
  const from = rows[at]?.boxes.find((box) => box.index === index);
  const target = rows[at + (key === 'ArrowDown' ? 1 : -1)];
  if (from === undefined || target === undefined) return index;
  const middle = from.left + from.width / 2;
  const distance = (box: Row['boxes'][number]) => Math.abs(box.left + box.width / 2 - middle);
  return target.boxes.reduce((best, box) => (distance(box) < distance(best) ? box : best)).index;
}

function findLink(grid: HTMLElement | null, id: number): HTMLElement | null {
  return grid?.querySelector<HTMLElement>(`[data-id="${id}"]`) ?? null;
}

/** Width of the grid, and how far its top is from the top of the document. */
function useMeasure(grid: { current: HTMLElement | null }): { width: number; top: number } {
  const [measured, setMeasured] = useState({ width: 0, top: 0 });
  useLayoutEffect(() => {
    const element = grid.current;
    if (element === null) return;
    const measure = () => {
      const { width, top } = element.getBoundingClientRect();
      const next = { width: Math.floor(width), top: Math.round(top + window.scrollY) };
      setMeasured((before) => (before.width === next.width && before.top === next.top ? before : next));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    // Rows above may grow, too.
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [grid]);
  return measured;
}

/** Whether the window scrolls so fast that nobody sees single photos. */
function usePassing(): boolean {
  const [isPassing, setPassing] = useState(false);
  useEffect(() => {
    let [lastY, lastAt, timer] = [window.scrollY, performance.now(), 0];
    const onScroll = () => {
      const now = performance.now();
      const speed = (Math.abs(window.scrollY - lastY) / Math.max(1, now - lastAt)) * 1000;
      [lastY, lastAt] = [window.scrollY, now];
      window.clearTimeout(timer);
      timer = window.setTimeout(() => setPassing(false), 90);
      setPassing(speed > PASSING_SPEED);
    };
    window.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      window.clearTimeout(timer);
      window.removeEventListener('scroll', onScroll);
    };
  }, []);
  return isPassing;
}
