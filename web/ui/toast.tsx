import { useEffect, useState } from 'preact/hooks';
import { t } from '../language/translate.js';
import { useIsLost } from '../state/connection.js';

const SHOWN_MS = 3500;

let sentence = '';
let timer = 0;

/**
 * Where messages are shown: in the page, and in each dialog that stands before it and hides what is below. The dialog that was opened last is
 * seen; without one the page is.
 */
const hosts: { redraw: () => void; isDialog: boolean }[] = [];

function findShown() {
  return hosts.findLast(({ isDialog }) => isDialog) ?? hosts[0];
}

/** Shows a short message at the bottom of the window. */
export function showToast(next: string): void {
  window.clearTimeout(timer);
  setSentence(next);
  timer = window.setTimeout(() => setSentence(''), SHOWN_MS);
}

function setSentence(next: string): void {
  sentence = next;
  redraw();
}

function redraw(): void {
  for (const host of hosts) host.redraw();
}

/** Messages in passing, and that the server does not answer as long as it does not. */
export function Notices({ isDialog = false }: { isDialog?: boolean }) {
  const [, setCount] = useState(0);
  const [host] = useState(() => ({ redraw: () => setCount((before) => before + 1), isDialog }));
  const isLost = useIsLost();
  useEffect(() => {
    hosts.push(host);
    redraw();
    return () => {
      hosts.splice(hosts.indexOf(host), 1);
      redraw();
    };
  }, [host]);
  if (findShown() !== host) return null;
  return (
    <>
      <p class={sentence === '' ? 'toast' : 'toast is-shown'} role="status">
        {sentence}
      </p>
      <div class="connection-host" role="alert">
        {isLost && (
          <p class="connection" id="connection">
            {t('connection.lost')}
          </p>
        )}
      </div>
    </>
  );
}
