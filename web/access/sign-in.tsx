import { useState } from 'preact/hooks';
import { describeFailure } from '../api/client.js';
import { signIn } from '../api/library.js';
import { t } from '../language/translate.js';

/** Shown instead of the page when the server requires a key. */
export function SignIn({ error: before }: { error: string }) {
  const [key, setKey] = useState('');
  const [error, setError] = useState(before);
  const submit = async (event: Event) => {
    event.preventDefault();
    try {
      await signIn({ key: key.trim() });
      // Repeats every request that was refused.
      window.location.reload();
    } catch (failure) {
      setError(describeFailure(failure));
    }
  };
  return (
    <main class="sign-in">
      <form onSubmit={(event) => void submit(event)}>
        <img src="favicon.svg" alt="" width="48" height="48" />
        <h1>{t('signIn.title')}</h1>
        <p>{t('signIn.owner')}</p>
        <label for="key">{t('signIn.key')}</label>
        <input
          id="key"
          type="password"
          autocomplete="current-password"
          value={key}
          aria-describedby="sign-in-error"
          onInput={(event) => setKey(event.currentTarget.value)}
        />
        <p class="error" id="sign-in-error" role="alert">
          {error}
        </p>
        <button type="submit" class="button is-main" disabled={key.trim() === ''}>
          {t('signIn.submit')}
        </button>
      </form>
    </main>
  );
}
