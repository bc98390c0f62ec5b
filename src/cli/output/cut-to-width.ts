/** Cuts a text to a width in characters, with … where something is missing. Of a path, the end says more than the start. */
export function cutToWidth(text: string, width: number, cutAt: 'start' | 'end' = 'end'): string {
  const characters = [...text];
  if (characters.length <= width) return text;
  if (cutAt === 'end') return `${characters.slice(0, width - 1).join('')}…`;
  return `…${characters.slice(characters.length - width + 1).join('')}`;
}
