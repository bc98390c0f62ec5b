/** Puts states of the page on the screen. Knows the document, asks nobody. */
import { extendGrid, fillGrid, findTileLink, showThumbnail } from './grid.js';
import { countPhotos, describePhoto, describePlaces, formatBytes, formatDuration, getFileName } from './words.js';

const element = (id) => document.getElementById(id);
const [words, grid, status, error, more] = ['words', 'grid', 'status', 'error', 'more'].map(element);
const [home, subject, empty, notice, progress] = ['home', 'subject', 'empty', 'notice', 'progress'].map(element);

let previewAddress = '';

/** The parts of a route that are known before any answer: the box, the title, the picture that was asked about. */
export function showRoute(route) {
  document.body.dataset.view = route.kind;
  document.title = makeTitle(route);
  words.value = route.kind === 'words' ? route.words : '';
  home.hidden = route.kind !== 'home';
  // From one photo to its neighbour the last one stays until the next is there: nothing jumps.
  if (route.kind !== 'similar') subject.hidden = true;
  error.textContent = '';
  notice.hidden = true;
  empty.hidden = true;
  if (route.kind === 'home') clearAnswer();
  if (route.kind === 'picture') showDroppedPicture(route);
}

function makeTitle(route) {
  if (route.kind === 'words') return `${route.words} – photoseek`;
  if (route.kind === 'picture') return `${route.name} – photoseek`;
  return route.kind === 'similar' ? 'Similar photos – photoseek' : 'photoseek';
}

export function showStats({ photos }) {
  empty.hidden = photos > 0;
  home.hidden = photos === 0;
  element('ideas').hidden = photos === 0;
  element('stats').textContent = `${countPhotos(photos)}, ready to be found`;
}

/** The photo of the library that was asked about. */
export function showPhoto(photo) {
  fillSubject(getFileName(photo.path), describePhoto(photo), describePlaces(photo));
  showThumbnail(element('subject-picture'), photo, '(max-width: 640px) 90vw, 380px');
  const original = element('subject-original');
  original.href = photo.links.original;
  original.hidden = false;
}

function showDroppedPicture({ name, file }) {
  subject.hidden = file === undefined;
  if (file === undefined) return;
  fillSubject(name, `${formatBytes(file.size)} · not kept, only looked at`, '');
  URL.revokeObjectURL(previewAddress);
  previewAddress = URL.createObjectURL(file);
  const picture = element('subject-picture');
  for (const attribute of ['srcset', 'sizes', 'width', 'height']) picture.removeAttribute(attribute);
  picture.src = previewAddress;
  element('subject-original').hidden = true;
}

function fillSubject(name, facts, places) {
  const picture = element('subject-picture');
  picture.hidden = false;
  picture.alt = `Photo ${name}`;
  element('subject-name').textContent = name;
  element('subject-meta').textContent = facts;
  element('subject-path').textContent = places;
  subject.hidden = false;
}

/** While an answer is on its way the last one stays, dimmed. */
export function showLoading(isLoading) {
  progress.hidden = !isLoading;
  grid.setAttribute('aria-busy', String(isLoading));
}

/** @param {{ isExtension: boolean, hasMore: boolean }} how */
export function showAnswer(answer, { isExtension, hasMore }) {
  if (isExtension) extendGrid(grid, answer.results);
  else fillGrid(grid, answer.results);
  const isLibraryEmpty = answer.notices.some(({ code }) => code === 'library-empty');
  empty.hidden = !isLibraryEmpty;
  const sentences = answer.notices.filter(({ code }) => code !== 'library-empty').map(({ message }) => message);
  notice.textContent = sentences.join(' ');
  notice.hidden = sentences.length === 0;
  status.textContent = isLibraryEmpty ? '' : describeAnswer(answer);
  more.hidden = !hasMore;
}

function describeAnswer({ results, tookMs }) {
  if (results.length === 0) return 'Nothing found. Try other words.';
  return `${countPhotos(results.length)} in ${formatDuration(tookMs)}`;
}

/** Says what went wrong; what the page shows stays. @param {{ message: string, hint?: string }} failure */
export function showError({ message, hint = '' }) {
  error.textContent = [message, hint].filter(Boolean).join(' ');
  error.scrollIntoView({ block: 'nearest' });
}

/** Takes away the last answer, because it is not one to the present question. */
export function clearAnswer() {
  grid.replaceChildren();
  status.textContent = '';
  more.hidden = true;
  if (document.body.dataset.view === 'similar') subject.hidden = true;
}

/** After a click on a photo the tile is gone; the focus goes where the reading starts. */
export function focusSubject() {
  element('subject-name').focus({ preventScroll: true });
}

/** Coming back from a photo, to that photo. */
export function focusTile(id) {
  findTileLink(grid, id)?.focus({ preventScroll: true });
}
