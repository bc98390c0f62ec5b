import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Notices } from './toast.js';

interface DialogProps {
  label: string;
  class: string;
  onClose: () => void;
  /** Keys, wherever in the dialog the focus is. */
  onKeyDown?: (event: KeyboardEvent) => void;
  children: ComponentChildren;
}

/** The dialogs that are open, the topmost last. */
const open: HTMLDialogElement[] = [];

/** Something that stands before the page: the rest cannot be reached until it closes (Esc, or a click beside it). */
export function Dialog({ label, class: name, onClose, onKeyDown, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const handlers = useRef({ onClose, onKeyDown });
  handlers.current = { onClose, onKeyDown };
  useEffect(() => {
    const element = dialog.current;
    if (element === null) return;
    const before = document.activeElement as HTMLElement | null;
    element.showModal();
    // The browser gives the focus to the first button; the arrows and letters should work at once, without an outline anywhere.
    (element.querySelector<HTMLElement>('[data-first]') ?? element).focus();
    open.push(element);
    const end = new AbortController();
    // Not of the dialog: when the focused button goes away the focus is nowhere, and keys must work all the same.
    document.addEventListener(
      'keydown',
      (event) => {
        if (open.at(-1) === element && !event.defaultPrevented) handlers.current.onKeyDown?.(event);
      },
      { signal: end.signal },
    );
    // Browsers close a dialog without asking when Esc comes twice in a row.
    element.addEventListener('close', () => handlers.current.onClose(), { signal: end.signal });
    return () => {
      end.abort();
      open.splice(open.indexOf(element), 1);
      element.close();
      if (before?.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    // The key for it is Esc.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above.
    <dialog
      ref={dialog}
      class={name}
      aria-label={label}
      tabIndex={-1}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      {children}
      <Notices isDialog />
    </dialog>
  );
}
