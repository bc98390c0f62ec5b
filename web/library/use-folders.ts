import { useEffect, useState } from 'preact/hooks';
import { getFolders } from '../api/library.js';

/** Typing faster than this asks nothing. */
const PAUSE_MS = 120;

/** Folders of the server's machine whose path begins with what is typed. Without an answer there are none: they are a help, not a need. */
export function useFolders(typed: string, isWanted: boolean): readonly string[] {
  const [folders, setFolders] = useState<readonly string[]>([]);
  useEffect(() => {
    if (!isWanted || typed === '') {
      setFolders([]);
      return;
    }
    const abort = new AbortController();
    const timer = window.setTimeout(() => {
      getFolders(typed, abort.signal).then(
        (answer) => {
          if (!abort.signal.aborted) setFolders(answer.folders);
        },
        () => {
          if (!abort.signal.aborted) setFolders([]);
        },
      );
    }, PAUSE_MS);
    return () => {
      window.clearTimeout(timer);
      abort.abort();
    };
  }, [typed, isWanted]);
  return folders;
}
