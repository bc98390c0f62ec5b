import {
  defaultRangeExtractor,
  observeWindowOffset,
  observeWindowRect,
  Virtualizer,
  windowScroll,
} from '@tanstack/virtual-core';
import { useCallback, useLayoutEffect, useMemo, useReducer } from 'preact/hooks';
import type { Row } from './justify.js';

/** Inputs of the virtualiser. */
export interface VirtualRowOptions {
  rows: readonly Row[];
  gap: number;
  /** From the top of the document to the first row. */
  offsetTop: number;
  /** Of the bar that covers the top of the window. */
  coveredTop: number;
  /** The row with the focus: rendered also when it is out of sight. */
  keepRow: number;
}

/** The virtualiser of a grid that scrolls with the window: only rows in sight, and a few around, are in the document. */
export function useVirtualRows({
  rows,
  gap,
  offsetTop,
  coveredTop,
  keepRow,
}: VirtualRowOptions): Virtualizer<Window, Element> {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  // Another function makes the virtualiser compute all places anew; the same one lets it keep them.
  // That is what it depends on.
  const getItemKey = useCallback((index: number) => index, [rows]);
  const options = {
    getItemKey,
    count: rows.length,
    getScrollElement: () => window,
    estimateSize: (index: number) => rows[index]?.height ?? 0,
    observeElementRect: observeWindowRect,
    observeElementOffset: observeWindowOffset,
    scrollToFn: windowScroll,
    onChange: () => redraw(undefined as never),
    rangeExtractor: (range: Parameters<typeof defaultRangeExtractor>[0]) => {
      const indexes = defaultRangeExtractor(range);
      if (keepRow < 0 || keepRow >= rows.length || indexes.includes(keepRow)) return indexes;
      return [...indexes, keepRow].sort((a, b) => a - b);
    },
    overscan: 4,
    gap,
    scrollMargin: offsetTop,
    scrollPaddingStart: coveredTop + 12,
    scrollPaddingEnd: 12,
    initialRect: { width: window.innerWidth, height: window.innerHeight },
    initialOffset: () => window.scrollY,
  };
  // Made once; what changes is set at every drawing.
  const virtualizer = useMemo(() => new Virtualizer<Window, Element>(options), []);
  virtualizer.setOptions(options);
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer]);
  useLayoutEffect(() => virtualizer._willUpdate());
  return virtualizer;
}
