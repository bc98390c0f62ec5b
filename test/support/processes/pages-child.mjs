/**
 * A decoding process that dies or hangs at pages of PDFs. A line of JSON behind the end of the file says at which: see `breakPages` in
 * `pdf-files.ts`.
 */
import { Buffer } from 'node:buffer';
import { openContent } from '#src/media/expand/open-content.js';
import { serveMedia } from '#src/media/worker/serve-media.js';

serveMedia(async (read, options) => {
  const { source, expander } = await openContent(read, options);
  const { crash = [], hang = [] } = readFaults(Buffer.from(read.bytes).toString('latin1'));
  const expand = (of, request) =>
    expander.expand(of, {
      ...request,
      onPage(page) {
        request.onPage(page);
        if (crash.includes(page)) process.kill(process.pid, 'SIGKILL');
        while (hang.includes(page));
      },
    });
  return { source, expander: { ...expander, expand } };
});

function readFaults(text) {
  return JSON.parse(/\n%faults (.*)\n/.exec(text)?.[1] ?? '{}');
}
