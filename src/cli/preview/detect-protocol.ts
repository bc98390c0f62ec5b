import type { PreviewProtocol } from './protocols.js';

/** Terminals by the name they give themselves. Where one knows several ways, the one with the most colours. */
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

/** How this terminal shows pictures, by what it says of itself in the environment; `undefined` when it does not say that it can. */
export function detectProtocol(env: NodeJS.ProcessEnv): PreviewProtocol | undefined {
  const term = env['TERM'] ?? '';
  // Within these, what the terminal around them can do does not come through.
  if (env['TMUX'] || /^(tmux|screen)/.test(term)) return undefined;
  if (env['KITTY_WINDOW_ID'] || /kitty|ghostty/.test(term)) return 'kitty';
  const program = BY_PROGRAM[(env['TERM_PROGRAM'] ?? env['LC_TERMINAL'] ?? '').toLowerCase()];
  if (program !== undefined) return program;
  if (env['KONSOLE_VERSION']) return 'kitty';
  if (env['WT_SESSION'] || /sixel|mlterm|foot|contour|yaft/.test(term)) return 'sixel';
  return undefined;
}
