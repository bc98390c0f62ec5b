/** Pictures that are dropped on the page or pasted into it. */

interface PictureHandlers {
  onPicture: (file: File) => void;
  /** What was dropped is no file. */
  onRefusal: (sentence: string) => void;
  /** A picture hovers over the page, or no longer does. */
  onHover: (isOver: boolean) => void;
}

/** @returns what ends it */
export function watchPictures({ onPicture, onRefusal, onHover }: PictureHandlers): () => void {
  const end = new AbortController();
  const { signal } = end;
  // Enter and leave fire for every element on the way; only their balance says whether the pointer is on the page.
  let depth = 0;
  // Dragging a photo of this page around is no search.
  let isOwnDrag = false;
  const setDepth = (value: number) => {
    depth = Math.max(0, value);
    onHover(depth > 0);
  };
  /** Files, or a picture of another page; not selected text, which may be dropped into the search box. */
  const mayHoldPicture = ({ dataTransfer }: DragEvent) =>
    !isOwnDrag && ['Files', 'text/uri-list'].some((type) => dataTransfer?.types.includes(type) === true);

  window.addEventListener('dragstart', () => (isOwnDrag = true), { signal });
  window.addEventListener('dragend', () => (isOwnDrag = false), { signal });
  window.addEventListener('dragleave', () => setDepth(depth - 1), { signal });
  window.addEventListener(
    'dragenter',
    (event) => {
      if (mayHoldPicture(event)) setDepth(depth + 1);
    },
    { signal },
  );
  window.addEventListener(
    'dragover',
    (event) => {
      if (!mayHoldPicture(event)) return;
      // Without this the browser would leave the page and open the file.
      event.preventDefault();
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'copy';
    },
    { signal },
  );
  window.addEventListener(
    'drop',
    (event) => {
      setDepth(0);
      if (!mayHoldPicture(event)) return;
      event.preventDefault();
      const file = event.dataTransfer?.files[0];
      if (file !== undefined) onPicture(file);
      else onRefusal('Only picture files can be dropped here. Save the picture first, or copy and paste it.');
    },
    { signal },
  );
  window.addEventListener(
    'paste',
    (event) => {
      const file = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith('image/'));
      if (file === undefined) return;
      event.preventDefault();
      onPicture(file);
    },
    { signal },
  );
  return () => end.abort();
}
