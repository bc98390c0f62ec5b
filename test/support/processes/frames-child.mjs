/**
 * A decoding process with a made-up expander. A content is a line of JSON: `{ "frames": 3, "sizes": [[64, 48]], … }`, see `frame-files.ts`.
 * Frame i is an even surface whose colour follows from the content's seed and i.
 */
import { Buffer } from 'node:buffer';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { serveMedia } from '#src/media/worker/serve-media.js';

const identity = { format: 'frames', kind: 'video', mediaType: 'video/x-frames', decoder: null };

serveMedia(async ({ path, bytes }, options) => ({ source: { identity, path, bytes, options }, expander: { expand } }));

async function* expand({ bytes }, { after, onProgress }) {
  const content = JSON.parse(Buffer.from(bytes).toString());
  const { seed, frames, sizes = [[64, 48]], crashAt, failAt, slow = {}, busy = {}, hangAt } = content;
  for (let i = (after?.ordinal ?? -1) + 1; i < frames; i++) {
    if (i === crashAt) process.kill(process.pid, 'SIGKILL');
    if (i === failAt) throw new Error('The stream ends here.');
    if (i === hangAt) await new Promise(() => {});
    if (slow[i]) await sleep(slow[i]);
    for (const endAt = Date.now() + (busy[i] ?? 0); Date.now() < endAt; ) {
      await sleep(20);
      onProgress({ atMs: 1000 * i, durationMs: 1000 * frames });
    }
    const [width, height] = sizes[i % sizes.length];
    const background = { r: (seed * 37 + i * 11) % 256, g: (seed * 101) % 256, b: (i * 5) % 256 };
    const decode = () => sharp({ create: { width, height, channels: 3, background } });
    const image = { identity: { ...identity, format: 'png' }, width, height, decode };
    yield { kind: 'video', atMs: 1000 * i, page: null, label: null, image };
  }
}
