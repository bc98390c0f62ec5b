import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import {
  FIT,
  type Frame,
  findCloseScale,
  findFullScale,
  findMostScale,
  moveBy,
  type Point,
  type Zoom,
  zoomAt,
} from './zoom.js';

/** A finger that moves further than this, in CSS pixels, does not tap. */
const TAP_PIXELS = 10;
const DOUBLE_TAP_MS = 320;
const SWIPE_PIXELS = 56;
const CLOSE_PIXELS = 96;
const WHEEL_LINE_PIXELS = 16;

/** A swipe over an image that is not zoomed. */
export type Swipe = 'left' | 'right' | 'down';

export interface ZoomState {
  zoom: Zoom;
  /** Whether the next change is to be drawn as a movement. */
  isSmooth: boolean;
  /** How far a finger has dragged an image that is not zoomed. */
  drag: Point;
  /** The scale at which a pixel of the photo is a pixel of the screen; 0 before the first drawing. */
  fullScale: number;
  zoomBy: (factor: number) => void;
  /** Between the whole image and every pixel of it. */
  toggle: () => void;
  reset: () => void;
  /** @returns whether there was anything to move */
  pan: (by: Point) => boolean;
}

/**
 * Zooms and moves an image by wheel, fingers and keys. Own code: libraries for it move the element, but one finger that swipes to the next photo
 * where nothing is zoomed, and the moment to load the full size, would need a second reader of the same pointers beside them.
 */
export function useZoom(parts: {
  stage: RefObject<HTMLElement | null>;
  image: RefObject<HTMLElement | null>;
  photoWidth: number;
  onSwipe: (swipe: Swipe) => void;
}): ZoomState {
  const [state, setState] = useState({ zoom: FIT, isSmooth: false, drag: { x: 0, y: 0 }, fullScale: 0 });
  const current = useRef({ ...parts, zoom: state.zoom });
  current.current = { ...parts, zoom: current.current.zoom };

  const measure = () => measureFrame(parts.stage.current, parts.image.current);
  const getFullScale = (frame: Frame) =>
    findFullScale(current.current.photoWidth || frame.width, frame, window.devicePixelRatio);
  const set = (zoom: Zoom, frame: Frame, isSmooth: boolean) => {
    current.current.zoom = zoom;
    setState({ zoom, isSmooth, drag: { x: 0, y: 0 }, fullScale: getFullScale(frame) });
  };
  const zoomTo = (point: Point, factor: number, isSmooth: boolean) => {
    const frame = measure();
    if (frame === undefined) return;
    set(zoomAt(current.current.zoom, point, factor, frame, findMostScale(getFullScale(frame))), frame, isSmooth);
  };
  const toggleAt = (point: Point) => {
    const frame = measure();
    if (frame === undefined) return;
    const { scale } = current.current.zoom;
    zoomTo(point, scale > 1 ? 1 / scale : findCloseScale(getFullScale(frame)), true);
  };
  const move = (by: Point, isSmooth: boolean) => {
    const frame = measure();
    const { zoom } = current.current;
    if (frame === undefined || zoom.scale <= 1) return false;
    set(moveBy(zoom, by, frame), frame, isSmooth);
    return true;
  };
  const actions = useRef({ zoomTo, toggleAt, move, setDrag: (_drag: Point) => {} });
  actions.current = {
    ...{ zoomTo, toggleAt, move },
    setDrag: (drag) => setState((before) => ({ ...before, drag, isSmooth: drag.x === 0 && drag.y === 0 })),
  };

  useEffect(() => {
    const stage = parts.stage.current;
    if (stage === null) return;
    return watchPointers(stage, {
      toPoint: (event) => toPoint(event, current.current.image.current),
      isZoomed: () => current.current.zoom.scale > 1,
      zoom: (point, factor) => actions.current.zoomTo(point, factor, false),
      toggle: (point) => actions.current.toggleAt(point),
      move: (by) => void actions.current.move(by, false),
      drag: (by) => actions.current.setDrag(by),
      swipe: (swipe) => current.current.onSwipe(swipe),
    });
  }, []);
  // The window or the panel beside it changes: the image fits anew.
  useEffect(() => {
    const stage = parts.stage.current;
    if (stage === null) return;
    const observer = new ResizeObserver(() => actions.current.zoomTo({ x: 0, y: 0 }, 1, false));
    observer.observe(stage);
    return () => observer.disconnect();
  }, []);

  return {
    ...state,
    zoomBy: (factor) => zoomTo({ x: 0, y: 0 }, factor, true),
    toggle: () => toggleAt({ x: 0, y: 0 }),
    reset: () => zoomTo({ x: 0, y: 0 }, 1 / current.current.zoom.scale, true),
    pan: (by) => move(by, true),
  };
}

function measureFrame(stage: HTMLElement | null, image: HTMLElement | null): Frame | undefined {
  if (stage === null || image === null || image.offsetWidth === 0) return undefined;
  const edges = stage.getBoundingClientRect();
  const middle = findMiddle(image);
  return {
    width: image.offsetWidth,
    height: image.offsetHeight,
    left: edges.left - middle.x,
    right: edges.right - middle.x,
    top: edges.top - middle.y,
    bottom: edges.bottom - middle.y,
  };
}

/** Of the image as it fits: its parent has the same box, and is never zoomed. */
function findMiddle(image: HTMLElement): Point {
  const box = (image.parentElement as HTMLElement).getBoundingClientRect();
  return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
}

function toPoint({ clientX, clientY }: { clientX: number; clientY: number }, image: HTMLElement | null): Point {
  if (image === null) return { x: 0, y: 0 };
  const middle = findMiddle(image);
  return { x: clientX - middle.x, y: clientY - middle.y };
}

interface PointerListener {
  toPoint(event: { clientX: number; clientY: number }): Point;
  isZoomed(): boolean;
  zoom(point: Point, factor: number): void;
  toggle(point: Point): void;
  move(by: Point): void;
  drag(by: Point): void;
  swipe(swipe: Swipe): void;
}

/** @returns what ends it */
function watchPointers(stage: HTMLElement, listener: PointerListener): () => void {
  const end = new AbortController();
  const { signal } = end;
  const pointers = new Map<number, Point>();
  let start: Point = { x: 0, y: 0 };
  let lastTap: (Point & { atMs: number }) | undefined;
  let wasPinched = false;

  const onDown = (event: PointerEvent) => {
    if (
      event.button !== 0 ||
      (event.target as Element).closest('button, a, .stage-message, .stage-part, .strip, .stage-media') !== null
    )
      return;
    stage.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    start = { x: event.clientX, y: event.clientY };
    wasPinched = pointers.size > 1;
  };
  const onMove = (event: PointerEvent) => {
    const before = pointers.get(event.pointerId);
    if (before === undefined) return;
    const now = { x: event.clientX, y: event.clientY };
    const by = { x: now.x - before.x, y: now.y - before.y };
    if (pointers.size === 2) {
      const [other] = [...pointers].filter(([id]) => id !== event.pointerId).map(([, point]) => point) as [Point];
      pointers.set(event.pointerId, now);
      listener.move({ x: by.x / 2, y: by.y / 2 });
      const middle = listener.toPoint({ clientX: (now.x + other.x) / 2, clientY: (now.y + other.y) / 2 });
      listener.zoom(middle, measureDistance(now, other) / Math.max(1, measureDistance(before, other)));
      return;
    }
    pointers.set(event.pointerId, now);
    if (listener.isZoomed()) listener.move(by);
    else if (event.pointerType !== 'mouse' && !wasPinched)
      listener.drag({ x: now.x - start.x, y: Math.max(0, now.y - start.y) });
  };
  const onUp = (event: PointerEvent) => {
    if (!pointers.delete(event.pointerId) || pointers.size > 0) return;
    const [dx, dy] = [event.clientX - start.x, event.clientY - start.y];
    if (!listener.isZoomed()) listener.drag({ x: 0, y: 0 });
    if (event.type === 'pointercancel' || wasPinched) return;
    if (Math.hypot(dx, dy) < TAP_PIXELS) {
      const tap = { x: event.clientX, y: event.clientY, atMs: event.timeStamp };
      const isSecond =
        lastTap !== undefined &&
        tap.atMs - lastTap.atMs < DOUBLE_TAP_MS &&
        measureDistance(tap, lastTap) < 3 * TAP_PIXELS;
      lastTap = isSecond ? undefined : tap;
      if (isSecond) listener.toggle(listener.toPoint(event));
      return;
    }
    if (listener.isZoomed() || event.pointerType === 'mouse') return;
    if (Math.abs(dx) > SWIPE_PIXELS && Math.abs(dx) > 1.5 * Math.abs(dy)) listener.swipe(dx < 0 ? 'left' : 'right');
    else if (dy > CLOSE_PIXELS && dy > 1.5 * Math.abs(dx)) listener.swipe('down');
  };
  const onWheel = (event: WheelEvent) => {
    // A row of frames scrolls.
    if ((event.target as Element).closest('.strip') !== null) return;
    event.preventDefault();
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * WHEEL_LINE_PIXELS : event.deltaY;
    // Two fingers on a trackpad come as small steps of the wheel with Ctrl.
    listener.zoom(listener.toPoint(event), Math.exp(-pixels * (event.ctrlKey ? 0.01 : 0.0025)));
  };

  stage.addEventListener('pointerdown', onDown, { signal });
  stage.addEventListener('pointermove', onMove, { signal });
  stage.addEventListener('pointerup', onUp, { signal });
  stage.addEventListener('pointercancel', onUp, { signal });
  stage.addEventListener('wheel', onWheel, { signal, passive: false });
  return () => end.abort();
}

function measureDistance(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}
