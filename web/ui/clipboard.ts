import { t } from '../language/translate.js';
import { showToast } from './toast.js';

/** Copies text, and says so. */
export async function copyText(text: string, message: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    showToast(message);
  } catch {
    showToast(t('clipboard.refused'));
  }
}

/** Gives the browser a text file to save. */
export function saveText(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // Not at once: the browser has yet to begin.
  window.setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
