/** The line that installs ffmpeg on this system. */
export const INSTALL_FFMPEG =
  process.platform === 'darwin'
    ? 'brew install ffmpeg'
    : process.platform === 'win32'
      ? 'winget install ffmpeg'
      : 'sudo apt install ffmpeg (Debian, Ubuntu), sudo dnf install ffmpeg (Fedora), sudo pacman -S ffmpeg (Arch)';
