/// <reference lib="dom" />
// Where the query is in an open photo, and a part of it as a query. In a real browser over a FAKE library.
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Box } from '#src/model/evidence.js';
import { HAS_BROWSER, lightbox } from '../../support/page/browser.js';
import { startPageSuite } from '../../support/page/page-suite.js';

async function openPhoto(page: Page): Promise<{ x: number; y: number; width: number; height: number }> {
  await page.locator('.stage-large.is-shown').waitFor();
  const box = await page.locator('.stage-image').boundingBox();
  if (box === null) throw new Error('No photo is shown.');
  return box;
}

describe.skipIf(!HAS_BROWSER)('an open photo', () => {
  const suite = startPageSuite({ photos: 40 });

  it('marks the things that were found, a class at a time, on demand', async () => {
    const page = await suite.open('/?q=a+dog&photo=8', { viewport: { width: 1280, height: 800 } });
    const image = await openPhoto(page);
    const things = page.getByRole('region', { name: 'Things in the picture' });
    expect(await things.getByRole('button').allTextContents()).toEqual(['dog2', 'cup']);
    expect(await page.locator('.stage-place').count()).toBe(0);
    await things.getByRole('button', { name: 'dog' }).click();
    expect(await page.locator('.stage-place').allTextContents()).toEqual(['dog', 'dog']);
    const box = await page.locator('.stage-place').nth(1).boundingBox();
    expect((Number(box?.x) - image.x) / image.width).toBeCloseTo(0.7, 1);
    await things.getByRole('button', { name: 'cup' }).click();
    expect(await page.locator('.stage-place').allTextContents()).toEqual(['cup']);
    await things.getByRole('button', { name: 'cup' }).click();
    expect(await page.locator('.stage-place').count()).toBe(0);
    // A photo without things says nothing of them.
    await page.keyboard.press('ArrowRight');
    await page.locator('.stage-image [data-id="9"]').waitFor();
    await things.waitFor({ state: 'detached' });
  });

  it('says why it was found, and shows where, until that is hidden', async () => {
    const page = await suite.open('/?q=a+dog&photo=8', { viewport: { width: 1280, height: 800 } });
    const image = await openPhoto(page);
    const why = page.getByRole('button', { name: 'Why it was found: 2 dogs · red cup' });
    await why.waitFor();
    const marks = page.locator('.stage-mark');
    expect(await marks.count()).toBe(3);
    const cup = await marks.nth(2).boundingBox();
    expect((Number(cup?.x) - image.x) / image.width).toBeCloseTo(0.4, 1);
    expect(Number(cup?.height) / image.height).toBeCloseTo(0.5, 1);
    // By the keyboard alone, and by its key from anywhere.
    expect(await why.getAttribute('aria-pressed')).toBe('true');
    await why.focus();
    await page.keyboard.press('Space');
    await expect.poll(() => marks.count()).toBe(0);
    expect(await why.getAttribute('aria-pressed')).toBe('false');
    await page.keyboard.press('b');
    await expect.poll(() => marks.count()).toBe(3);
    // The heat map has boxes of its own.
    await page.keyboard.press('w');
    await page.locator('.stage-heat').waitFor();
    expect(await marks.count()).toBe(0);
    await page.keyboard.press('w');
    // What is true of the whole picture is said, and nothing can be shown of it.
    await page.keyboard.press('ArrowRight');
    await page.locator('.stage-image [data-id="9"]').waitFor();
    expect(await page.locator('span.stage-why').textContent()).toBe('Why it was found: black and white');
    expect(await marks.count()).toBe(0);
    // Of the next one nobody can say why.
    await page.keyboard.press('ArrowRight');
    await page.locator('.stage-image [data-id="10"]').waitFor();
    expect(await page.locator('.stage-why').count()).toBe(0);
  });

  it('says why it was found in the grid, to those who hear it, too, in the language of the page', async () => {
    const page = await suite.open('/?q=a+dog', { locale: 'de-DE' });
    const link = page.locator('.tile-link[data-id="8"]');
    await link.waitFor();
    await expect.poll(() => link.locator('.hidden-text').textContent()).toMatch(/, 2 × Hund · Tasse \(rot\)$/);
    await link.hover();
    expect(await link.locator('.tile-why').textContent()).toBe('2 × Hund · Tasse (rot)');
    await expect.poll(() => link.locator('.tile-caption').evaluate((one) => getComputedStyle(one).opacity)).toBe('1');
  });

  it('shows where each term of the query is, until the key is pressed again', async () => {
    const page = await suite.open('/?q=a+dog+%2B+"a+ball"+-+"a+cat"&photo=8');
    const image = await openPhoto(page);
    expect(await page.locator('.stage-heat').count()).toBe(0);
    await page.keyboard.press('w');
    await page.locator('.stage-place').nth(1).waitFor();
    expect(await page.locator('.stage-place').allTextContents()).toEqual(['a dog', 'a ball']);
    const box = await page.locator('.stage-place').first().boundingBox();
    expect((Number(box?.x) - image.x) / image.width).toBeCloseTo(0.5, 1);
    expect(Number(box?.width) / image.width).toBeCloseTo(0.25, 1);
    // The fake is hot at the right, cold at the left.
    const alphas = await page.locator('.stage-heat').evaluate((canvas: HTMLCanvasElement) => {
      const { data } = (canvas.getContext('2d') as CanvasRenderingContext2D).getImageData(0, 0, 4, 1);
      return [0, 1, 2, 3].map((cell) => data[cell * 4 + 3]);
    });
    expect(alphas).toEqual([200, 200, 0, 200]);
    // It stays from photo to photo.
    await page.keyboard.press('ArrowRight');
    await page.locator('.stage-image [data-id="9"]').waitFor();
    await page.locator('.stage-place').first().waitFor();
    await page.keyboard.press('w');
    await page.locator('.stage-place').first().waitFor({ state: 'detached' });
  });

  it('has no such button without words', async () => {
    const page = await suite.open('/?q=taken:2015&photo=8');
    await openPhoto(page);
    expect(await page.getByRole('button', { name: 'Where is it? (w)' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Search with a part of it (p)' }).waitFor();
  });

  it('is searched with a part of it that is dragged', async () => {
    const page = await suite.open('/?q=a+dog&photo=8');
    const { x, y, width, height } = await openPhoto(page);
    await page.keyboard.press('p');
    await page.locator('.stage-part').waitFor();
    // Esc ends choosing, and not the photo.
    await page.keyboard.press('Escape');
    await page.locator('.stage-part').waitFor({ state: 'detached' });
    expect(await lightbox(page).count()).toBe(1);
    await page.keyboard.press('p');
    // A slip of the hand is no part.
    await page.mouse.click(x + 20, y + 20);
    await page.mouse.move(x + 0.25 * width, y + 0.25 * height);
    await page.mouse.down();
    await page.mouse.move(x + 0.75 * width, y + 0.5 * height, { steps: 4 });
    await page.locator('.stage-cut').waitFor();
    await page.mouse.up();
    await lightbox(page).waitFor({ state: 'detached' });
    expect(new URL(page.url()).searchParams.get('image')).toBe('Part of IMG_00008.jpg');
    const findPart = () =>
      suite.asked
        .flatMap(({ query }) => (query as { similar?: { id: number; box?: Box } }).similar ?? [])
        .find(({ box }) => box !== undefined);
    await expect.poll(findPart).toMatchObject({ id: 8 });
    expect(findPart()?.box?.x).toBeCloseTo(0.25, 1);
    expect(findPart()?.box?.height).toBeCloseTo(0.25, 1);
    const shape = await page
      .locator('img[src^="blob:"]')
      .first()
      .evaluate(async (image: HTMLImageElement) => {
        await image.decode();
        return image.naturalWidth / image.naturalHeight;
      });
    expect(shape).toBeCloseTo((0.5 * width) / (0.25 * height), 1);
  });
});
