import type { PreviewProtocol } from './protocols.js';

/** Terminals by the name in their environment. Of several protocols, the one with the most colours. */
const BY_PROGRAM: Record<string, PreviewProtocol> = {
  ghostty: 'kitty',
  wezterm: 'iterm2',
  'iterm.app': 'iterm2',
  mintty: 'iterm2',
  vscode: 'iterm2',
  tabby: 'iterm2',
  hyper: 'iterm2',
  rio: 'iterm2',
  warpterminal: 'iterm2',
};

/** The protocol by which this terminal shows images, read from its environment; `undefined` when none is known. */
export function detectProtocol(env: NodeJS.ProcessEnv): PreviewProtocol | undefined {
  const term = env['TERM'] ?? '';
  // Multiplexers do not pass the protocols of the terminal around them through.
  if (env['TMUX'] || /^(tmux|screen)/.test(term)) return undefined;
  if (env['KITTY_WINDOW_ID'] || /kitty|ghostty/.test(term)) return 'kitty';
  const program = BY_PROGRAM[(env['TERM_PROGRAM'] ?? env['LC_TERMINAL'] ?? '').toLowerCase()];
  if (program !== undefined) return program;
  if (env['KONSOLE_VERSION']) return 'kitty';
  if (env['WT_SESSION'] || /sixel|mlterm|foot|contour|yaft/.test(term)) return 'sixel';
  return undefined;
}
