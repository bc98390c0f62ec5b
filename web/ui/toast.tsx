import { useEffect, useState } from 'preact/hooks';

const SHOWN_MS = 3500;

let show = (_sentence: string): void => {};

/** Shows a short message at the bottom of the window. */
export function showToast(sentence: string): void {
  show(sentence);
}

export function Toast() {
  const [sentence, setSentence] = useState('');
  useEffect(() => {
    let timer = 0;
    show = (next) => {
      window.clearTimeout(timer);
      setSentence(next);
      timer = window.setTimeout(() => setSentence(''), SHOWN_MS);
    };
    return () => window.clearTimeout(timer);
  }, []);
  return (
    <p class={sentence === '' ? 'toast' : 'toast is-shown'} role="status">
      {sentence}
    </p>
  );
}
