/** The three ways a picture gets onto the page: dropped, pasted, chosen. */

/**
 * @param {{ dropZone: HTMLElement, button: HTMLElement, input: HTMLInputElement }} elements
 * @param {(file: File) => void} onPicture
 * @param {(sentence: string) => void} onRefusal
 */
export function watchForPictures(elements, onPicture, onRefusal) {
  watchDrops(elements.dropZone, onPicture, onRefusal);
  watchPastes(onPicture);
  elements.button.addEventListener('click', () => elements.input.click());
  elements.input.addEventListener('change', () => {
    const [file] = elements.input.files;
    // Choosing the same file twice must fire twice.
    elements.input.value = '';
    if (file) onPicture(file);
  });
}

function watchDrops(dropZone, onPicture, onRefusal) {
  // Enter and leave fire for every element on the way; only their balance says whether the pointer is on the page.
  let depth = 0;
  const setDepth = (value) => {
    depth = Math.max(0, value);
    dropZone.hidden = depth === 0;
  };
  window.addEventListener('dragenter', (event) => {
    if (mayHoldPicture(event)) setDepth(depth + 1);
  });
  window.addEventListener('dragleave', () => setDepth(depth - 1));
  window.addEventListener('dragover', (event) => {
    if (!mayHoldPicture(event)) return;
    // Without this the browser would leave the page and open the file.
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
  });
  window.addEventListener('drop', (event) => {
    setDepth(0);
    if (!mayHoldPicture(event)) return;
    event.preventDefault();
    const [file] = event.dataTransfer.files;
    if (file) onPicture(file);
    else onRefusal('Only picture files can be dropped here. Save the picture first, or copy and paste it.');
  });

  // Dragging a photo of this page around is no search.
  let isOwnDrag = false;
  window.addEventListener('dragstart', () => {
    isOwnDrag = true;
  });
  window.addEventListener('dragend', () => {
    isOwnDrag = false;
  });

  /** Files, or a picture of another page; not selected text, which may be dropped into the search box. */
  function mayHoldPicture({ dataTransfer }) {
    return !isOwnDrag && ['Files', 'text/uri-list'].some((type) => dataTransfer.types.includes(type));
  }
}

function watchPastes(onPicture) {
  window.addEventListener('paste', (event) => {
    const file = [...event.clipboardData.files].find(({ type }) => type.startsWith('image/'));
    if (file === undefined) return;
    event.preventDefault();
    onPicture(file);
  });
}
