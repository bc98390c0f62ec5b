import type { ComponentChildren } from 'preact';
import { go } from '../state/history.js';
import { makeAddress, type Route } from '../state/route.js';

interface LinkProps {
  to: Route;
  class?: string;
  style?: Record<string, string>;
  /** Accessible name, when it differs from the content. */
  label?: string;
  /** It leads to where the page is. */
  isCurrent?: boolean;
  children: ComponentChildren;
}

/** A link to another state of the page; with a modifier key the browser opens it as it does any link. */
export function Link({ to, class: name, style, label, isCurrent = false, children }: LinkProps) {
  const onClick = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to);
  };
  return (
    <a
      class={name}
      style={style}
      href={makeAddress(to)}
      aria-label={label}
      title={label}
      aria-current={isCurrent ? 'page' : undefined}
      onClick={onClick}
    >
      {children}
    </a>
  );
}
