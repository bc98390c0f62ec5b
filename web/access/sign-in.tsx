import { useState } from 'preact/hooks';
import { describeFailure } from '../api/client.js';
import { signIn } from '../api/library.js';

/** Shown instead of the page when the server requires a key. */
export function SignIn() {
  const [key, setKey] = useState('');
  const [error, setError] = useState('');
  const submit = async (event: Event) => {
    event.preventDefault();
    try {
      await signIn(key.trim());
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
        <h1>Sign in to photoseek</h1>
        <p>The owner of this server can create a key for you.</p>
        <label for="key">Key</label>
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
          Sign in
        </button>
      </form>
    </main>
  );
}
