import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** Draws what a part of the page brings that is only loaded when it is needed. */
export function Suspend<Part>({
  load,
  children,
}: {
  load: () => Promise<Part>;
  children: (part: Part) => ComponentChildren;
}) {
  const [part, setPart] = useState<{ part: Part } | null>(null);
  // Once.
  useEffect(() => {
    let isGone = false;
    load().then(
      (loaded) => {
        if (!isGone) setPart({ part: loaded });
      },
      () => {
        // The server is gone, or was replaced by a newer one: what is missing is missing until the page is loaded again.
      },
    );
    return () => {
      isGone = true;
    };
  }, []);
  return part === null ? null : children(part.part);
}
