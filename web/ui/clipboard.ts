import { t } from '../language/translate.js';
import { showToast } from './toast.js';

/** Copies text, and says so. */
export async function copyText(text: string, message: string): Promise<void> {
  const isCopied = await writeText(text);
  showToast(isCopied ? message : t('clipboard.refused'));
}

/** Browsers have a clipboard for pages of this machine and of https only; at an address of the own network it takes the old way. */
async function writeText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelected(text);
  }
}

function copySelected(text: string): boolean {
  const before = document.activeElement as HTMLElement | null;
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'hidden-text';
  // Outside a dialog that is open nothing can be selected.
  const dialogs = document.querySelectorAll('dialog[open]');
  (dialogs[dialogs.length - 1] ?? document.body).append(area);
  area.select();
  const isCopied = document.execCommand('copy');
  area.remove();
  before?.focus({ preventScroll: true });
  return isCopied;
}

/** Gives the browser a text file to save. */
export function saveText(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  saveAddress(address, name);
  // Not at once: the browser has yet to begin.
  window.setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Has the browser download an address. */
export function saveAddress(address: string, name: string): void {
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
}
