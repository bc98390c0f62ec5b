import { getFacesIn } from '../api/people.js';
import { type Asked, useAnswer } from '../ui/use-answer.js';

type FacesIn = Awaited<ReturnType<typeof getFacesIn>>;

/** A question that several components wait for. */
interface Shared {
  answer: Promise<FacesIn>;
  /** Components that are on the screen. */
  users: number;
  abort: AbortController;
}

const shared = new Map<number, Shared>();

/** The faces in a photo. Components that are on the screen together ask once; later ones ask again, because people change. */
export function useFacesIn(id: number): Asked<FacesIn> {
  return useAnswer(String(id), (signal) => askTogether(id, signal));
}

function askTogether(id: number, signal: AbortSignal): Promise<FacesIn> {
  const open = shared.get(id) ?? ask(id);
  open.users++;
  signal.addEventListener('abort', () => {
    open.users--;
    if (open.users > 0) return;
    forget(id, open);
    open.abort.abort();
  });
  return open.answer;
}

function ask(id: number): Shared {
  const abort = new AbortController();
  const asked = { answer: getFacesIn(id, abort.signal), users: 0, abort };
  shared.set(id, asked);
  // Whoever asks again after a failure gets an answer of their own.
  asked.answer.catch(() => forget(id, asked));
  return asked;
}

function forget(id: number, asked: Shared): void {
  if (shared.get(id) === asked) shared.delete(id);
}
