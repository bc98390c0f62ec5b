/** What the keys of the lightbox do to what is shown, where it is no photo. */
export interface StageKeys {
  /** Space: plays or stops. */
  toggle?: () => void;
  /** PageUp, PageDown: to the page, moment or view before or after. */
  step?: (by: -1 | 1) => void;
}

export type StageKeysRef = { current: StageKeys };

/** A player that has the focus takes the keys of its controls, and a button its own. */
export function isKeyOf(element: HTMLElement, key: string): boolean {
  if (element.matches('video')) return /^( |Arrow\w+|Home|End)$/.test(key);
  return key === ' ' && element.closest('button, a') !== null;
}
