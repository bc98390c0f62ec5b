/// <reference lib="dom" />
// Films, documents and models on the page. In a real browser over a FAKE library that sends real files.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { HAS_BROWSER, lightbox, tiles } from '../../support/page/browser.js';
import * as files from '../../support/page/media-files.js';
import { startPageSuite } from '../../support/page/page-suite.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

const folder = makeTemporaryFolder();
const noFilm = join(folder, 'no-film.webm');
writeFileSync(noFilm, 'These bytes are no film.');

const media = {
  1: files.film,
  2: files.document,
  3: files.oldFilm,
  4: files.makeStl(folder),
  5: files.makeGlb(folder),
  6: files.makeGltf(folder),
  7: files.brokenFilm(noFilm),
  8: files.livePhoto,
};

const video = (page: Page) => page.locator('.stage video');
const strip = (page: Page) => page.locator('.strip-frame');
const current = (page: Page) => page.locator('.strip-frame[aria-current]');
const readTime = (page: Page) => video(page).evaluate((element: HTMLVideoElement) => element.currentTime);

describe.skipIf(!HAS_BROWSER)('films, documents and models', () => {
  const suite = startPageSuite({ photos: 40, media });

  it('have tiles that say where the answer is, and show other places to a pointer that stays', async () => {
    const page = await suite.open('/?q=a+dog');
    const film = tiles(page).first();
    await film.locator('.place-badge').waitFor();
    expect(await film.locator('.place-badge').textContent()).toBe('Video @ 0:421:30');
    expect(await tiles(page).nth(1).locator('.place-badge').textContent()).toBe('Document p. 7');
    expect(await tiles(page).nth(3).locator('.place-badge').textContent()).toBe('3D model ');
    expect(await tiles(page).nth(8).locator('.place-badge').count()).toBe(0);
    await film.hover();
    await film.locator('.tile-preview.is-shown').waitFor();
    // First the moments that were found, then others.
    // Each is shown for a second.
    await expect.poll(() => film.locator('.place-badge').textContent(), { timeout: 10_000 }).toContain('@ 0:12');
    await page.mouse.move(0, 0);
    await expect.poll(() => film.locator('.tile-preview').count()).toBe(0);
    expect(await film.locator('.place-badge').textContent()).toContain('@ 0:42');
  });

  it('a live photo plays over its tile while a pointer rests on it, and says that it can', async () => {
    const page = await suite.open('/?q=a+dog');
    const live = tiles(page).nth(7);
    await live.locator('.place-badge').waitFor();
    expect(await live.locator('.place-badge').textContent()).toBe('Live');
    const film = live.locator('video.tile-film.is-shown');
    await live.hover();
    await film.waitFor();
    expect(await film.evaluate((element: HTMLVideoElement) => element.muted)).toBe(true);
    await page.mouse.move(0, 0);
    await expect.poll(() => live.locator('video').count()).toBe(0);
    // The focus of the keyboard shows it, too.
    await page.keyboard.press('Tab');
    await live.locator('.tile-link').focus();
    await film.waitFor();
  });

  it('a live photo plays over the still in the lightbox, by its button, by a key, and not of itself', async () => {
    const page = await suite.open('/?q=a+dog&photo=8');
    const film = page.locator('.stage-film');
    const isPlaying = () => film.evaluate((element: HTMLVideoElement) => !element.paused);
    const button = page.getByRole('button', { name: /film of this photo/ });
    await button.waitFor();
    expect(await isPlaying()).toBe(false);
    await button.hover();
    await expect.poll(isPlaying).toBe(true);
    await page.mouse.move(10, 300);
    await expect.poll(isPlaying).toBe(false);
    await lightbox(page).focus();
    await page.keyboard.press(' ');
    await page.locator('.stage-film.is-shown').waitFor();
    expect(await film.evaluate((element: HTMLVideoElement) => element.muted)).toBe(false);
    await page.keyboard.press(' ');
    await expect.poll(isPlaying).toBe(false);
  });

  it('a live photo stands still for those who want no motion, until they play it', async () => {
    const page = await suite.open('/?q=a+dog&photo=8', { reducedMotion: 'reduce' });
    const film = page.locator('.stage-film');
    const isPlaying = () => film.evaluate((element: HTMLVideoElement) => !element.paused);
    const button = page.getByRole('button', { name: /film of this photo/ });
    await button.hover();
    await page.waitForTimeout(300);
    expect(await isPlaying()).toBe(false);
    await button.click();
    await expect.poll(isPlaying).toBe(true);
  });

  it('a film plays from the moment that was found, and from others', async () => {
    const page = await suite.open('/?q=a+dog');
    const ranges: string[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/1/original')) ranges.push(request.headers()['range'] ?? '');
    });
    await tiles(page).first().locator('.tile-link').click();
    await expect.poll(() => readTime(page), { timeout: 10_000 }).toBeGreaterThan(41.9);
    expect(ranges[0]).toBe('bytes=0-');
    await expect.poll(() => current(page).textContent()).toBe('0:42');
    expect(await page.locator('.strip-frame.is-found').allTextContents()).toEqual(['0:12', '0:42']);
    await strip(page).nth(7).click();
    await expect.poll(() => readTime(page)).toBeGreaterThan(71.9);
    await expect.poll(() => current(page).textContent()).toBe('1:12');
    await page.keyboard.press('PageUp');
    await expect.poll(() => readTime(page)).toBeLessThan(70);
    const isPaused = () => video(page).evaluate((element: HTMLVideoElement) => element.paused);
    // The button of the strip has the focus, and would take the key.
    await lightbox(page).focus();
    await expect.poll(isPaused).toBe(false);
    await page.keyboard.press(' ');
    await expect.poll(isPaused).toBe(true);
    // A player that has the focus takes the arrows; otherwise they lead on.
    await video(page).focus();
    await page.keyboard.press('ArrowRight');
    expect(new URL(page.url()).searchParams.get('photo')).toBe('1');
    await lightbox(page).focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => new URL(page.url()).searchParams.get('photo')).toBe('2');
  });

  it.each([
    ['a format that no browser plays', 3, 'AVI, MPEG4'],
    ['bytes that are no film', 7, 'WEBM, VP8'],
  ])('of a film in %s the moments are shown', async (_, id, format) => {
    const page = await suite.open(`/?q=a+dog&photo=${id}`);
    await page.getByText(`This browser cannot play this film (${format})`).waitFor();
    await expect.poll(() => current(page).textContent()).toBe('0:42');
    await page.locator('.stage-large.is-shown').waitFor();
    expect(await page.locator('.stage-large').getAttribute('src')).toContain('frame=4');
    expect(await page.getByRole('link', { name: 'Download the film' }).getAttribute('href')).toBe(
      `api/v1/photos/${id}/original`,
    );
    await page.keyboard.press('PageDown');
    await expect.poll(() => current(page).textContent()).toBe('0:52');
  });

  it('a document opens at the page that was found, and its pages can be turned', async () => {
    const page = await suite.open('/?q=a+dog&photo=2');
    await page.getByText('p. 7 of 12').waitFor();
    const link = page.getByRole('link', { name: 'Open the PDF at this page' });
    expect(await link.getAttribute('href')).toBe('api/v1/photos/2/original#page=7');
    await page.locator('.stage-large.is-shown').waitFor();
    expect(await page.locator('.stage-large').getAttribute('alt')).toBe('IMG_2.pdf, p. 7');
    await page.getByRole('button', { name: 'Page after' }).click();
    await page.getByText('p. 8 of 12').waitFor();
    await page.keyboard.press('PageUp');
    await page.keyboard.press('PageUp');
    await page.getByText('p. 6 of 12').waitFor();
    await strip(page).nth(11).click();
    await page.getByText('p. 12 of 12').waitFor();
    expect(await page.getByRole('button', { name: 'Page after' }).isDisabled()).toBe(true);
  });

  it.each([
    ['STL', 4],
    ['a GLB with a texture', 5],
  ])('a model can be turned: %s', async (_, id) => {
    const page = await suite.open(`/?q=a+dog&photo=${id}`);
    await page.locator('.stage-canvas.is-shown').waitFor();
    await page.getByText('Drag to turn it').waitFor();
    const draw = () => page.locator('.stage-canvas').screenshot();
    await page.keyboard.press(' ');
    await page.waitForTimeout(300);
    const before = await draw();
    await page.keyboard.press('PageDown');
    await page.waitForTimeout(300);
    expect(before.equals(await draw())).toBe(false);
    // The screenshots of this test.
    suite.forgive(/GPU stall due to ReadPixels/);
  });

  it('of a model of several files the views are shown, and nobody else is asked for them', async () => {
    const page = await suite.open('/?q=a+dog&photo=6');
    await page.getByText('The model cannot be turned here.').waitFor();
    expect(await strip(page).allTextContents()).toEqual(['front', 'right', 'back', 'left', 'above']);
    await page.locator('.stage-large.is-shown').waitFor();
  });

  it('a model is shown by its views where there is no WebGL', async () => {
    const page = await suite.open('/', { viewport: { width: 390, height: 844 } });
    await page.addInitScript(() => {
      HTMLCanvasElement.prototype.getContext = () => null;
    });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(`${suite.url()}/?q=a+dog&photo=4`);
    await page.getByText('The model cannot be turned here.').waitFor();
    expect(asked.filter((url) => url.includes('show-model'))).toEqual([]);
  });
});
