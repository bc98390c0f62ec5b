import { expect, it } from 'vitest';
import type { FrameLocation } from '#src/model/evidence.js';
import { formatLocation } from '#src/model/format-location.js';

const IMAGE: FrameLocation = { ordinal: 0, kind: 'image', atMs: null, page: null };

it.each([
  ['', IMAGE],
  ['p. 7', { ...IMAGE, ordinal: 5, kind: 'page', page: 7 }],
  ['@ 0:00', { ...IMAGE, kind: 'video', atMs: 0 }],
  ['@ 1:23', { ...IMAGE, kind: 'video', atMs: 83_999 }],
  ['@ 1:02:03', { ...IMAGE, kind: 'video', atMs: 3_723_000 }],
  ['view 3', { ...IMAGE, ordinal: 2, kind: 'view' }],
] as const)('%j', (text, location) => {
  expect(formatLocation(location)).toBe(text);
});
