import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';

interface MenuProps {
  /** Content of the button. */
  button: ComponentChildren;
  /** Accessible name of the button, when it differs from its content. */
  label?: string;
  buttonClass?: string;
  panelClass?: string;
  children: ComponentChildren | ((close: () => void) => ComponentChildren);
}

/** A button that opens a panel below it. Esc, a click elsewhere, or leaving it with the focus closes it. */
export function Menu({ button, label, buttonClass = 'button', panelClass = '', children }: MenuProps) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const root = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!isOpen) return;
    const onPointerDown = (event: PointerEvent) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', onPointerDown);
    return () => document.removeEventListener('pointerdown', onPointerDown);
  }, [isOpen]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !isOpen) return;
    event.stopPropagation();
    setOpen(false);
    opener.current?.focus();
  };
  const onFocusOut = (event: FocusEvent) => {
    const to = event.relatedTarget as Node | null;
    if (to !== null && !root.current?.contains(to)) setOpen(false);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only catches what its parts let through.
    <div class="menu" ref={root} onKeyDown={onKeyDown} onFocusOut={onFocusOut}>
      <button
        type="button"
        class={buttonClass}
        ref={opener}
        aria-label={label}
        title={label}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        {button}
      </button>
      <div class={`menu-panel ${panelClass}`} id={id} hidden={!isOpen}>
        {isOpen && (typeof children === 'function' ? children(() => setOpen(false)) : children)}
      </div>
    </div>
  );
}
