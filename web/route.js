/**
 * What the page shows, as an address: `/`, `/?q=WORDS`, `/?similar=ID`, `/?picture=NAME`. The bytes of a dropped picture
 * cannot be in an address; they are kept here while the page is open, so that back and forward work.
 */

const droppedPictures = new Map();

/** Reads the route of the present history entry. */
export function readRoute() {
  const parameters = new URLSearchParams(location.search);
  const words = parameters.get('q')?.trim();
  if (words) return { kind: 'words', words };
  if (parameters.has('similar')) return { kind: 'similar', id: parameters.get('similar') };
  if (parameters.has('picture')) {
    return { kind: 'picture', name: parameters.get('picture'), file: droppedPictures.get(history.state?.pictureKey) };
  }
  return { kind: 'home' };
}

/** Whether the page shows this address already. Two dropped pictures of one name are two pictures. */
export function isCurrentAddress(route) {
  return route.kind !== 'picture' && makeAddress(route) === `${location.pathname}${location.search}`;
}

/** Makes a new history entry for a route. */
export function pushRoute(route) {
  if (route.kind !== 'picture') {
    history.pushState(null, '', makeAddress(route));
    return;
  }
  const pictureKey = `${Date.now()}-${droppedPictures.size}`;
  droppedPictures.set(pictureKey, route.file);
  history.pushState({ pictureKey }, '', makeAddress(route));
}

/** The same for the same history entry, different for different ones that look alike. */
export function getEntryKey() {
  return `${location.search}#${history.state?.pictureKey ?? ''}`;
}

export function makeAddress(route) {
  if (route.kind === 'words') return `/?${new URLSearchParams({ q: route.words })}`;
  if (route.kind === 'similar') return `/?${new URLSearchParams({ similar: route.id })}`;
  if (route.kind === 'picture') return `/?${new URLSearchParams({ picture: route.name })}`;
  return '/';
}
