import { escapeHtml } from '../../runtime/escape-html.js';

export function code(text: string): string {
  return `<code>${escapeHtml(text)}</code>`;
}

/** Empty lines separate paragraphs; backticks enclose code. */
export function paragraphs(text: string): string {
  return text
    .split(/\n{2,}/)
    .filter((paragraph) => paragraph.trim() !== '')
    .map((paragraph) => `<p>${escapeHtml(paragraph).replace(/`([^`]+)`/g, '<code>$1</code>')}</p>`)
    .join('');
}
