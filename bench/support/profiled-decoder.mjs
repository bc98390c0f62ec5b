/** A decoding process that writes a profile of itself every second, to the path that PHOTOSEEK_PROFILE names. */
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';

const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.setSamplingInterval', { interval: 500 });
await import('../../dist/media/worker/media-child.js');
await session.post('Profiler.start');
setInterval(async () => {
  const { profile } = await session.post('Profiler.stop');
  await session.post('Profiler.start');
  writeFileSync(process.env.PHOTOSEEK_PROFILE, JSON.stringify(profile));
}, 3000).unref();
