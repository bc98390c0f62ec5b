/** Images that are dropped on the page or pasted into it. */
import { t } from '../language/translate.js';

interface UploadHandlers {
  onUpload: (file: File) => void;
  /** Something other than a file was dropped. */
  onRefusal: (sentence: string) => void;
  /** A dragged file enters or leaves the page. */
  onHover: (isOver: boolean) => void;
}

/** @returns a function that removes the listeners */
export function watchUploads({ onUpload, onRefusal, onHover }: UploadHandlers): () => void {
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
  /** Files, or an image of another page; not selected text, which may be dropped into the search box. */
  const mayContainFile = ({ dataTransfer }: DragEvent) =>
    !isOwnDrag && ['Files', 'text/uri-list'].some((type) => dataTransfer?.types.includes(type) === true);

  window.addEventListener('dragstart', () => (isOwnDrag = true), { signal });
  window.addEventListener('dragend', () => (isOwnDrag = false), { signal });
  window.addEventListener('dragleave', () => setDepth(depth - 1), { signal });
  window.addEventListener(
    'dragenter',
    (event) => {
      if (mayContainFile(event)) setDepth(depth + 1);
    },
    { signal },
  );
  window.addEventListener(
    'dragover',
    (event) => {
      if (!mayContainFile(event)) return;
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
      if (!mayContainFile(event)) return;
      event.preventDefault();
      const file = event.dataTransfer?.files[0];
      if (file !== undefined) onUpload(file);
      else onRefusal(t('upload.refused'));
    },
    { signal },
  );
  window.addEventListener(
    'paste',
    (event) => {
      const file = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith('image/'));
      if (file === undefined) return;
      event.preventDefault();
      onUpload(file);
    },
    { signal },
  );
  return () => end.abort();
}
