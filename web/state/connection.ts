/**
 * Whether the server answers. Requests and images report what they see; while it does not answer, the page asks for its health until it does,
 * and what failed in the meantime is asked again.
 */
import { useEffect, useState } from 'preact/hooks';

/** Pauses between two questions, in milliseconds; the last one repeats. */
const PAUSES_MS = [500, 1000, 2000, 4000];
const TIME_LIMIT_MS = 5000;
/** A server that is gone again sooner than this, or refuses some requests only, is asked ever less often. */
const STEADY_MS = 10_000;

let isLost = false;
let attempts = 0;
let backAtMs = 0;
let timer = 0;
const listeners = new Set<() => void>();
const waiting = new Set<() => void>();

/** A request was answered, or was not. */
export function reportAnswer(isAnswered: boolean): void {
  if (isAnswered === !isLost) return;
  isLost = !isAnswered;
  if (isLost && Date.now() - backAtMs > STEADY_MS) attempts = 0;
  if (!isLost) backAtMs = Date.now();
  window.clearTimeout(timer);
  if (isLost) askLater();
  for (const listener of listeners) listener();
  if (isLost) return;
  const again = [...waiting];
  waiting.clear();
  for (const run of again) run();
}

/** Something failed that does not say why, such as an image: asks whether the server is there at all. */
export function checkConnection(): void {
  if (!isLost) void askHealth();
}

/** Runs once when the server answers again. Without effect when the signal fires before. */
export function whenBack(run: () => void, signal: AbortSignal): void {
  waiting.add(run);
  signal.addEventListener('abort', () => waiting.delete(run), { once: true });
}

export function useIsLost(): boolean {
  const [lost, setLost] = useState(isLost);
  useEffect(() => {
    const listener = () => setLost(isLost);
    listener();
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, []);
  return lost;
}

/** Asks at once where there is reason to hope: the network is back, or somebody looks at the page again. */
export function watchConnection(): () => void {
  const onHope = () => {
    if (document.visibilityState === 'visible') void askHealth();
  };
  window.addEventListener('online', onHope);
  document.addEventListener('visibilitychange', onHope);
  return () => {
    window.removeEventListener('online', onHope);
    document.removeEventListener('visibilitychange', onHope);
  };
}

/** Whether a status is that of a proxy whose server is gone. */
export function isGatewayFailure(status: number): boolean {
  return status === 502 || status === 504;
}

function askLater(): void {
  const pause = PAUSES_MS[Math.min(attempts, PAUSES_MS.length - 1)] as number;
  attempts += 1;
  timer = window.setTimeout(() => void askHealth(), pause);
}

async function askHealth(): Promise<void> {
  window.clearTimeout(timer);
  const isAnswered = await fetch('health', { cache: 'no-store', signal: AbortSignal.timeout(TIME_LIMIT_MS) }).then(
    ({ status }) => !isGatewayFailure(status),
    () => false,
  );
  if (!isAnswered && isLost) askLater();
  reportAnswer(isAnswered);
}
