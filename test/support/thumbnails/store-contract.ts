// What publishing and serving ask of any place that thumbnails are shared in.
import { expect, it } from 'vitest';
import type { ThumbnailStore } from '#src/media/thumbnails/thumbnail-store.js';

const A = 'a1b2c3d4e5f60718';
const B = 'a1b2c3d4e5f60719';
const bytes = (text: string) => Buffer.from(text);

/** @param open opens a place that is empty, or with the name of one that this has opened, that one again */
export function describeThumbnailStore(open: (name: string) => Promise<ThumbnailStore>): void {
  it('gives back what was put, also to others', async () => {
    const store = await open('given');
    const whole = Buffer.from(Array.from({ length: 100_000 }, (_, i) => (i * 7) % 256));
    await store.put(`${A}-0-320.webp`, whole);
    expect(Buffer.from((await store.get(`${A}-0-320.webp`)) as Uint8Array)).toEqual(whole);
    const other = await open('given');
    expect(await other.has(`${A}-0-320.webp`)).toBe(true);
    expect(Buffer.from((await other.get(`${A}-0-320.webp`)) as Uint8Array)).toEqual(whole);
    expect(other.place).toBe(store.place);
  });

  it('has nothing of what was not put', async () => {
    const store = await open('empty');
    expect(await store.get(`${A}-0-320.webp`)).toBeUndefined();
    expect(await store.has(`${A}-0-320.webp`)).toBe(false);
    await store.put(`${A}-0-320.webp`, bytes('one'));
    expect(await store.has(`${A}-0-32.webp`)).toBe(false);
    expect(await store.get(`${A}-0-320.avif`)).toBeUndefined();
  });

  it('has names of faces and previews', async () => {
    const store = await open('names');
    const names = [`${A}-face2at0.1,0.2,0.3,0.4-256.webp`, `${A}-preview-320.webp`, `${A}-at12500-320.webp`];
    for (const name of names) await store.put(name, bytes(name));
    for (const name of names) expect(Buffer.from((await store.get(name)) as Uint8Array).toString()).toBe(name);
  });

  it('takes the same thumbnail twice, also at the same time', async () => {
    const store = await open('twice');
    await Promise.all(Array.from({ length: 8 }, () => store.put(`${A}-0-320.webp`, bytes('the same'))));
    expect(Buffer.from((await store.get(`${A}-0-320.webp`)) as Uint8Array).toString()).toBe('the same');
  });

  it('removes all of a content, and nothing of another', async () => {
    const store = await open('removed');
    const names = [`${A}-0-320.webp`, `${A}-1-320.webp`, `${A}-preview-320.webp`];
    for (const name of [...names, `${B}-0-320.webp`]) await store.put(name, bytes(name));
    await store.remove([A, 'ffffffffffffffff']);
    for (const name of names) expect(await store.has(name), name).toBe(false);
    expect(await store.has(`${B}-0-320.webp`)).toBe(true);
    await store.remove([A]);
    await store.remove([]);
  });
}
