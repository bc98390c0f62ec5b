import { useEffect, useState } from 'preact/hooks';
import { type EntryState, getSearchKey, getUpload, makeAddress, type Route, readRoute } from './route.js';

/** Where the page is, and how it got there. */
export interface Place {
  route: Route;
  state: EntryState;
  /** Whether the browser went here by its own back or forward. */
  isReturn: boolean;
}

/**
 * A wrong address, `/holiday/2019`, is served by the page, too. It goes on from where it lies itself, so that its relative addresses lead
 * somewhere.
 */
function leaveWrongAddress(): void {
  const home = new URL(/* @vite-ignore */ '..', import.meta.url);
  // While it is developed the page has no folder of modules beside it.
  if (!import.meta.env.PROD || location.pathname === home.pathname) return;
  history.replaceState(null, '', `${home.pathname}?view=missing`);
}

leaveWrongAddress();

let entries = 0;
const listeners = new Set<(place: Place) => void>();
let place: Place = readPlace(false);

/** How far down each entry was scrolled when it was left. */
const scrolled = new Map<string, number>();

function readPlace(isReturn: boolean): Place {
  const state = history.state as EntryState | null;
  return { route: readRoute(location.search, state), state: state ?? { key: 'first' }, isReturn };
}

function setPlace(next: Place): void {
  place = next;
  for (const listener of listeners) listener(place);
}

export function getPlace(): Place {
  return place;
}

/** Where an entry was scrolled to, 0 for a new one. */
export function getScrolled(key: string): number {
  return scrolled.get(key) ?? 0;
}

/** Goes somewhere. Where the page is already is no new entry. */
export function go(change: Partial<Route>, how: { replace?: boolean; canStepBack?: boolean } = {}): void {
  const route = { ...place.route, ...change };
  const uploadKey = getUpload(route.query)?.key;
  const isSame = makeAddress(route) === makeAddress(place.route) && uploadKey === getUpload(place.route.query)?.key;
  scrolled.set(place.state.key, window.scrollY);
  const replace = how.replace === true || isSame;
  // Other photos in the place of these begin at the top.
  if (replace && getSearchKey(route) !== getSearchKey(place.route)) scrolled.delete(place.state.key);
  const state: EntryState = {
    key: replace ? place.state.key : `${Date.now().toString(36)}-${entries++}`,
    ...(uploadKey === undefined ? {} : { uploadKey }),
    canStepBack: how.canStepBack ?? (replace && place.state.canStepBack === true),
  };
  if (replace) history.replaceState(state, '', makeAddress(route));
  else history.pushState(state, '', makeAddress(route));
  setPlace({ route, state, isReturn: false });
}

/** Starts to listen to the browser. */
export function watchHistory(): () => void {
  history.scrollRestoration = 'manual';
  const onPop = () => {
    scrolled.set(place.state.key, window.scrollY);
    setPlace(readPlace(true));
  };
  window.addEventListener('popstate', onPop);
  return () => window.removeEventListener('popstate', onPop);
}

export function usePlace(): Place {
  const [current, setCurrent] = useState(place);
  useEffect(() => {
    setCurrent(place);
    listeners.add(setCurrent);
    return () => void listeners.delete(setCurrent);
  }, []);
  return current;
}
