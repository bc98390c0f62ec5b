import { useRef } from 'preact/hooks';

/** The photo that was looked at last, once it is closed: where the eye should return to. */
export function useLastPhoto(open: number | null): number | null {
  const last = useRef<number | null>(null);
  if (open !== null) {
    last.current = open;
    return null;
  }
  return last.current;
}
