/** Ties the page together: events become routes, routes become questions, answers become views. */
import { ApiError, findSimilar, getPhoto, getStats, searchByPicture, searchByWords } from './api.js';
import { watchForPictures } from './pictures.js';
import { getEntryKey, isCurrentAddress, pushRoute, readRoute } from './route.js';
import * as view from './view.js';

const PAGE_SIZE = 24;
const MAX_RESULTS = 1000;

/** Answers by history entry: going back shows what was there, at once and at the same place. */
const visited = new Map();

let current = { key: getEntryKey(), route: readRoute(), limit: PAGE_SIZE };
let running = new AbortController();

/** Makes a new history entry and shows it. Asking the same again is no new entry. */
function go(route) {
  leave();
  if (!isCurrentAddress(route)) pushRoute(route);
  enter(readRoute());
  return ask(PAGE_SIZE);
}

/** Shows the entry that the browser went to. */
function goBackOrForward() {
  const from = current.route;
  leave();
  enter(readRoute());
  const kept = visited.get(current.key);
  if (kept === undefined) return ask(PAGE_SIZE);
  view.showLoading(false);
  current.limit = kept.limit;
  showAnswer(kept.answer);
  window.scrollTo(0, kept.scrollY);
  if (from.kind === 'similar') view.focusTile(from.id);
}

function leave() {
  running.abort();
  const kept = visited.get(current.key);
  if (kept !== undefined) kept.scrollY = window.scrollY;
}

function enter(route) {
  current = { key: getEntryKey(), route, limit: PAGE_SIZE };
  view.showRoute(route);
}

/** Asks for the current route. Only the last question may answer: earlier ones are aborted. */
async function ask(limit) {
  running.abort();
  running = new AbortController();
  const { signal } = running;
  const isExtension = limit > PAGE_SIZE;
  view.showLoading(true);
  try {
    const answer = await fetchAnswer(current.route, { limit, signal });
    if (signal.aborted) return;
    current.limit = limit;
    visited.set(current.key, { answer, limit, scrollY: 0 });
    showAnswer(answer, isExtension);
    if (!isExtension) window.scrollTo(0, 0);
  } catch (failure) {
    if (signal.aborted) return;
    if (!isExtension) view.clearAnswer();
    view.showError(failure);
    if (!(failure instanceof ApiError)) console.error(failure);
  }
  view.showLoading(false);
}

async function fetchAnswer(route, options) {
  if (route.kind === 'home') return { stats: await getStats(options) };
  if (route.kind === 'words') return searchByWords(route.words, options);
  if (route.kind === 'picture') {
    if (route.file !== undefined) return searchByPicture(route.file, options);
    throw new ApiError('That picture was not kept.', 'Drop it on the page again.');
  }
  const [photo, answer] = await Promise.all([getPhoto(route.id, options), findSimilar(route.id, options)]);
  return { ...answer, photo };
}

function showAnswer(answer, isExtension = false) {
  if (answer.stats) {
    view.showStats(answer.stats);
    return;
  }
  if (answer.photo) view.showPhoto(answer.photo);
  const hasMore = answer.results.length === current.limit && current.limit < MAX_RESULTS;
  view.showAnswer(answer, { isExtension, hasMore });
}

const words = document.getElementById('words');

document.getElementById('search').addEventListener('submit', (event) => {
  event.preventDefault();
  const text = words.value.trim();
  go(text === '' ? { kind: 'home' } : { kind: 'words', words: text });
  // On a touch screen the keyboard would cover the answer.
  if (matchMedia('(pointer: coarse)').matches) words.blur();
});

document.addEventListener('click', (event) => {
  const link = event.target.closest('a[href]');
  const isPlainClick = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
  if (!link || !isPlainClick || link.target || link.origin !== location.origin || link.pathname !== '/') return;
  event.preventDefault();
  openLink(link);
});

async function openLink(link) {
  const parameters = new URLSearchParams(link.search);
  if (parameters.has('similar')) {
    const id = parameters.get('similar');
    await go({ kind: 'similar', id });
    // Meanwhile the person may have gone elsewhere.
    if (current.route.id === id) view.focusSubject();
  } else if (parameters.has('q')) {
    await go({ kind: 'words', words: parameters.get('q') });
  } else {
    await go({ kind: 'home' });
    words.focus();
  }
}

document.addEventListener('keydown', (event) => {
  const isTyping = event.target.closest('input, textarea, [contenteditable]') !== null;
  if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  words.focus();
  words.select();
});

document.getElementById('more').addEventListener('click', () => {
  ask(Math.min(MAX_RESULTS, current.limit + PAGE_SIZE));
});

watchForPictures(
  {
    dropZone: document.getElementById('drop-zone'),
    button: document.getElementById('choose'),
    input: document.getElementById('file'),
  },
  (file) => go({ kind: 'picture', name: file.name || 'a pasted picture', file }),
  (sentence) => view.showError({ message: sentence }),
);

history.scrollRestoration = 'manual';
window.addEventListener('popstate', goBackOrForward);
view.showRoute(current.route);
if (current.route.kind === 'home' || current.route.kind === 'words') words.focus();
ask(PAGE_SIZE);
