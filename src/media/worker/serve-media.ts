import { toErrorData } from '../../errors.js';
import type { FilmPosition } from '../../model/film-position.js';
import type { openContent } from '../expand/open-content.js';
import type { MediaReply, MediaRequest, WantedFrames } from './media-protocol.js';
import { prepareContent, thumbnailOf } from './media-work.js';
import { sendPixels } from './pixel-pipe.js';
import { shouldRecycle } from './recycle.js';

/** Messages of progress come this far apart, at least. */
const PROGRESS_EVERY_MS = 250;

/** Resolves the promises that wait for the parent's answers. */
let onExpand: ((wanted: WantedFrames | null) => void) | undefined;
let onNext: (() => void) | undefined;

/**
 * Makes this process a decoding process. Decoders read hostile bytes in native code: a crash takes down this process and one content, not the
 * run. It works on one content at a time, so that the one that crashes it is known.
 * @param open takes contents apart; tests pass another one
 */
export function serveMedia(open?: typeof openContent): void {
  process.on('message', (request: MediaRequest) => {
    if (request.op === 'expand') return onExpand?.(request.wanted);
    if (request.op === 'next') return onNext?.();
    const work = request.op === 'prepare' ? prepare(request, open) : thumbnail(request);
    work.then(finish, (thrown) => finish({ type: 'error', error: toErrorData(thrown, 'damaged-image') }));
  });
  // Without its parent there is nothing left to do.
  process.on('disconnect', () => process.exit(0));
  // Ctrl-C reaches the whole process group; the parent decides what is finished first.
  process.on('SIGINT', () => {});
  reply({ type: 'ready' });
}

function reply(message: MediaReply): void {
  process.send?.(message);
}

function finish(message: MediaReply): void {
  if (shouldRecycle()) reply({ type: 'recycle' });
  reply(message);
}

async function prepare(
  request: Extract<MediaRequest, { op: 'prepare' }>,
  open: typeof openContent | undefined,
): Promise<MediaReply> {
  const done = await prepareContent(
    request,
    {
      onHashed: (read) => {
        const answer = new Promise<WantedFrames | null>((resolve) => {
          onExpand = resolve;
        });
        reply({ type: 'hashed', ...read });
        return answer;
      },
      onProgress: createProgressReport(),
      onPage: (page) => reply({ type: 'page', page }),
      onFrame: ({ pixels, ...info }) => {
        const taken = new Promise<void>((resolve) => {
          onNext = resolve;
        });
        for (const [spec, square] of pixels.entries()) sendPixels(info.ordinal, spec, square);
        reply({ type: 'frame', ...info });
        return taken;
      },
    },
    open,
  );
  return { type: 'done', ...done };
}

/** Reports progress, but not every piece of it. */
function createProgressReport(): (position?: FilmPosition) => void {
  let reportedAtMs = performance.now();
  return (position) => {
    const now = performance.now();
    if (now - reportedAtMs < PROGRESS_EVERY_MS) return;
    reportedAtMs = now;
    reply({ type: 'progress', ...(position && { position }) });
  };
}

async function thumbnail(request: Extract<MediaRequest, { op: 'thumbnail' }>): Promise<MediaReply> {
  return { type: 'thumbnail', bytes: await thumbnailOf(request) };
}
