/** What the keys of the lightbox do to what is shown, where it is no photo. */
export interface StageKeys {
  /** Space: plays or stops. */
  toggle?: () => void;
  /** PageUp, PageDown: to the page, moment or view before or after. */
  step?: (by: -1 | 1) => void;
}

export type StageKeysRef = { current: StageKeys };
