/** Links that sign in, such as `photoseek keys create phone --qr` prints: the key is behind the `#`, which browsers send to nobody. */
import { describeFailure } from '../api/client.js';
import { signIn } from '../api/library.js';

/** A key, or a code that lets in once. */
const KEY = /^#(key|code)=([\w-]+)$/;

/**
 * Signs in with the key in the address, if there is one, and takes it out of the address, the history and every bookmark to come.
 * @returns why it failed; empty: it did not
 */
export async function takeKeyFromAddress(): Promise<string> {
  const [, kind, secret] = KEY.exec(location.hash) ?? [];
  if (secret === undefined) return '';
  history.replaceState(history.state, '', `${location.pathname}${location.search}`);
  try {
    await signIn(kind === 'code' ? { code: secret } : { key: secret });
    return '';
  } catch (failure) {
    return describeFailure(failure);
  }
}

/** A link that is followed where the page is open already loads nothing anew. */
export function watchKeyLinks(): void {
  window.addEventListener('hashchange', () => {
    if (!KEY.test(location.hash)) return;
    void takeKeyFromAddress().then(() => location.reload());
  });
}
