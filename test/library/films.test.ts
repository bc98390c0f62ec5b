// Films that ffmpeg makes of the sample photos, from indexing to HTTP: which moment answers, what stands for a film, which films are duplicates.
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLibraryWith } from '#src/library/open-library.js';
import type { Library } from '#src/library/types/library.js';
import { listPlaces } from '#src/model/list-places.js';
import type { SearchResult } from '#src/search/types/answer.js';
import { createApp } from '#src/server/app/create-app.js';
import { indexPaths } from '../support/libraries/index-events.js';
import { SAMPLES } from '../support/shared.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';
import { writeTool } from '../support/video/video-tools.js';
import { extractFrame, HAS_FFMPEG, makeFilm, shrinkFilm } from '../support/videos/make-film.js';

const sample = (name: string) => join(SAMPLES, name);
const SCENE_MS = 4000;
/** The panda is seen twice. */
const SCENES = ['red-panda.jpg', 'coffee-cup.jpg', 'eiffel-tower.jpg', 'horses-on-grassland.jpg', 'red-panda.jpg'];
const OTHERS = ['red-crab-on-rock.jpg', 'orange-dahlia.jpg', 'pyramid-in-desert.jpg', 'boats-in-nagasaki.jpg'];

describe.skipIf(!HAS_FFMPEG)('films', () => {
  const home = makeTemporaryFolder();
  const at = (name: string) => join(home, 'films', name);
  let library: Library;
  beforeAll(async () => {
    const { mkdir, cp } = await import('node:fs/promises');
    await mkdir(join(home, 'films'));
    // As long, and black at the start: by their first pictures they would be one.
    await Promise.all([
      makeFilm(at('scenes.mp4'), SCENES.map(sample), { blackSeconds: 2 }),
      makeFilm(at('others.mp4'), [...OTHERS, 'citrus-slices.jpg'].map(sample), { blackSeconds: 2 }),
    ]);
    await shrinkFilm(at('scenes.mp4'), at('small.mkv'));
    await cp(sample('red-panda.jpg'), at('red-panda.jpg'));
    await cp(sample('wine-and-drum.jpg'), at('wine-and-drum.jpg'));
    library = await openLibraryWith({ path: join(home, 'library') });
    await indexPaths(library, [join(home, 'films')]);
  });
  afterAll(() => library?.close());

  async function find(words: string, name = 'scenes.mp4'): Promise<SearchResult> {
    const { results } = await library.search(words, { all: true, mode: 'vector' });
    expect(results.filter(({ path }) => basename(path) === name)).toHaveLength(1);
    return results.find(({ path }) => basename(path) === name) as SearchResult;
  }
  const sceneOf = (atMs: number | null | undefined) => Math.floor(((atMs ?? 0) - 2000) / SCENE_MS);

  it.each([
    ['a cup of coffee', 1],
    ['the Eiffel tower', 2],
    ['horses', 3],
  ])('answers %s with its moment', async (words, scene) => {
    const [best] = listPlaces(await find(words));
    expect(best).toMatchObject({ kind: 'video', page: null });
    expect(sceneOf(best?.atMs)).toBe(scene);
  });

  it('names each of several moments once, best first', async () => {
    const { evidence, cosine } = await find('a red panda');
    const places = evidence.flatMap((one) => (one.type === 'vector' ? [one] : []));
    expect(places.map(({ frame }) => sceneOf(frame.atMs)).sort()).toEqual([0, 4]);
    expect(places[0]?.cosine).toBe(cosine);
    expect(places[0]?.relevance).toBeGreaterThanOrEqual(places[1]?.relevance as number);
  });

  it('are found by a picture of a moment that is no key frame', async () => {
    await extractFrame(at('others.mp4'), 2 + 4 + 2.7, join(home, 'moment.png'));
    const { results } = await library.similar({ path: join(home, 'moment.png') });
    expect(basename(results[0]?.path as string)).toBe('others.mp4');
    expect(sceneOf(listPlaces(results[0] as SearchResult)[0]?.atMs)).toBe(1);
  });

  it('have a list of frames, and a picture that is not black', async () => {
    const { id, frames } = await find('horses');
    const listed = await library.frames(id);
    expect(listed).toHaveLength(frames);
    expect(listed.map(({ ordinal }) => ordinal)).toEqual(listed.map((_, i) => i));
    expect(listed[0]).toMatchObject({ kind: 'video', page: null, label: null, width: 320, height: 240 });
    const { channels } = await sharp((await library.thumbnail(id)).bytes).stats();
    expect(Math.max(...channels.map(({ mean }) => mean))).toBeGreaterThan(40);
    const preview = await sharp((await library.animatedPreview(id)).bytes).metadata();
    expect(preview).toMatchObject({ format: 'webp', pages: Math.min(12, frames), loop: 0 });
    await expect(library.frames(9999)).rejects.toMatchObject({ code: 'photo-not-found' });
    await expect(library.thumbnail(id, 320, 'webp', 999)).rejects.toMatchObject({ code: 'photo-not-found' });
  });

  it('are near-duplicates of a smaller copy, not of a film as long with the same start, and never of a photo', async () => {
    const groups = await library.duplicates();
    expect(groups.map(({ kind, members }) => [kind, members.map(({ path }) => basename(path))])).toEqual([
      ['near', ['scenes.mp4', 'small.mkv']],
    ]);
    // What was decoded is cached: the next time nothing is.
    const ffmpeg = writeTool(home, 'ffmpeg', 'process.exit(1);');
    const again = await openLibraryWith({ path: library.path, ffmpeg });
    expect(await again.duplicates()).toEqual(groups);
    await again.close();
  });

  it('are served over HTTP with their frames, in ranges', async () => {
    const app = createApp({ library });
    const get = (path: string) => request(app).get(path).set('Host', 'localhost');
    const { body } = await get('/api/v1/search?q=horses&mode=vector');
    const film = body.results.find(({ path }: SearchResult) => basename(path) === 'scenes.mp4');
    const [best] = listPlaces(film);
    expect(film.links.thumbnail).toBe(
      `/api/v1/photos/${film.id}/thumbnail?v=${film.contentHash}&frame=${best?.ordinal}`,
    );
    const thumbnail = await get(film.links.thumbnail);
    expect(thumbnail.headers).toMatchObject({
      etag: `"${film.contentHash}-${best?.ordinal}-320-webp"`,
      'cache-control': expect.stringContaining('immutable'),
    });
    const listed = await get(film.links.frames);
    expect(listed.body.frames[best?.ordinal as number]).toMatchObject({
      atMs: best?.atMs,
      links: { thumbnail: film.links.thumbnail },
    });
    const whole = await sharp((await get(film.links.full)).body).metadata();
    expect(whole).toMatchObject({ format: 'jpeg', width: 320, height: 240 });
    const preview = await get(film.links.preview);
    expect(preview.headers).toMatchObject({ 'content-type': 'image/webp', etag: `"${film.contentHash}-preview"` });
    const part = await get(film.links.original).set('Range', 'bytes=0-99');
    expect(part.status).toBe(206);
    expect(part.headers).toMatchObject({
      'content-type': 'video/mp4',
      'content-range': `bytes 0-99/${(await stat(at('scenes.mp4'))).size}`,
      'content-security-policy': expect.stringContaining('sandbox'),
    });
  });
});
