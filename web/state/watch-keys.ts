/** Keys of the page outside dialogs, wherever the focus is. */

/** Keys that the photo of the grid that has, or had, the focus understands; see `PhotoGrid`. */
const GRID_KEYS = new Set(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'm', 'l', 'x']);

/** `/` for the search box, `?` for help, arrows and letters for the photos. @returns what ends it */
export function watchKeys(openHelp: () => void): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target as HTMLElement;
    const words = document.querySelector<HTMLInputElement>('#words');
    const isTyping = target.closest('input:not([type="checkbox"]), textarea, select') !== null;
    // An empty box takes no text that begins with it.
    if (event.key === '?' && (!isTyping || (target === words && words.value === ''))) {
      event.preventDefault();
      openHelp();
      return;
    }
    if (document.querySelector('dialog[open]') !== null) return;
    if (target === words) {
      const isAway = event.key === 'ArrowDown' || event.key === 'Escape';
      if (!isAway) return;
      if (focusPhoto()) event.preventDefault();
      else if (event.key === 'Escape') words.blur();
    } else if (!isTyping && event.key === '/') {
      event.preventDefault();
      words?.focus();
      words?.select();
    } else if (GRID_KEYS.has(event.key) && isNowhere(target)) {
      passToPhoto(event);
    }
  };
  document.addEventListener('keydown', onKeyDown);
  return () => document.removeEventListener('keydown', onKeyDown);
}

/** Neither in the grid, which reads its keys itself, nor on something that needs them to choose. */
function isNowhere(target: HTMLElement): boolean {
  return target.closest('.grid, input, textarea, select, [role="listbox"], .menu') === null;
}

function findPhoto(): HTMLElement | null {
  return document.querySelector<HTMLElement>('.grid .tile-link[tabindex="0"]');
}

/** @returns whether there is one */
function focusPhoto(): boolean {
  const photo = findPhoto();
  photo?.focus();
  return photo !== null;
}

/** The first arrow only enters the grid. */
function passToPhoto(event: KeyboardEvent): void {
  const photo = findPhoto();
  if (photo === null) return;
  event.preventDefault();
  photo.focus();
  if (event.key.startsWith('Arrow')) return;
  photo.dispatchEvent(new KeyboardEvent('keydown', { key: event.key, bubbles: true, cancelable: true }));
}
