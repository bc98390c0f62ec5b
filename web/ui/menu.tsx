import type { ComponentChildren } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon, type IconName } from './icon.js';

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
  const panel = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (isOpen && panel.current !== null) keepInWindow(panel.current);
  }, [isOpen]);
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
      <div class={`menu-panel ${panelClass}`} ref={panel} id={id} hidden={!isOpen}>
        {isOpen && (typeof children === 'function' ? children(() => setOpen(false)) : children)}
      </div>
    </div>
  );
}

/** Room between a panel and the edges of the window, in pixels. */
const MARGIN = 8;

/** Moves a panel to the left, and shortens it, so far that all of it is in the window. */
function keepInWindow(panel: HTMLElement): void {
  // A sheet at the bottom of a small window.
  if (getComputedStyle(panel).position === 'fixed') return;
  panel.style.translate = '';
  panel.style.maxHeight = '';
  const { left, right, top, bottom } = panel.getBoundingClientRect();
  const { clientWidth, clientHeight } = document.documentElement;
  const over = Math.min(right - (clientWidth - MARGIN), left - MARGIN);
  if (over > 0) panel.style.translate = `${-over}px`;
  if (bottom > clientHeight - MARGIN) panel.style.maxHeight = `${Math.max(160, clientHeight - MARGIN - top)}px`;
}

/** An action in a menu, which it closes. */
export function MenuItem(props: {
  icon: IconName;
  isDisabled?: boolean;
  /** As the menu gives it. */
  close: () => void;
  onClick: (() => void) | undefined;
  children: ComponentChildren;
}) {
  const { icon, isDisabled = false, close, onClick, children } = props;
  return (
    <button
      type="button"
      class="menu-item"
      disabled={isDisabled}
      onClick={() => {
        close();
        onClick?.();
      }}
    >
      <Icon name={icon} />
      {children}
    </button>
  );
}
