/// <reference lib="dom" />
// A photo, looked at closely: zoom, pan, pinch, swipes and keys. In a real browser over a FAKE library.
import type { CDPSession, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { TIFF_ID } from '../../support/libraries/large-library.js';
import { HAS_BROWSER, lightbox, tiles } from '../../support/page/browser.js';
import { startPageSuite } from '../../support/page/page-suite.js';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** How large the photo is drawn, and where. */
async function readImage(page: Page): Promise<{ width: number; left: number; top: number }> {
  return page.locator('.stage-image').evaluate((image) => {
    const { width, left, top } = image.getBoundingClientRect();
    return { width: Math.round(width), left: Math.round(left), top: Math.round(top) };
  });
}

const readPhoto = (page: Page) => new URL(page.url()).searchParams.get('photo');

async function waitForPhoto(page: Page): Promise<void> {
  await page.locator('.stage-large.is-shown').waitFor();
}

/** Fingers on the screen, as the browser reports them. */
class Fingers {
  constructor(readonly session: CDPSession) {}
  static async of(page: Page) {
    return new Fingers(await page.context().newCDPSession(page));
  }
  async move(...steps: { x: number; y: number }[][]) {
    const [first = [], ...others] = steps;
    await this.session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: first });
    for (const touchPoints of others)
      await this.session.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints });
    await this.session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  }
}

describe.skipIf(!HAS_BROWSER)('zooming a photo', () => {
  const suite = startPageSuite({ photos: 300 });

  it('zooms at the pointer with the wheel, moves by dragging, and fits again', async () => {
    const page = await suite.open(`/?q=a+dog&photo=${TIFF_ID}`);
    await waitForPhoto(page);
    const fit = await readImage(page);
    await page.mouse.move(fit.left + 100, fit.top + 50);
    for (let i = 0; i < 4; i++) await page.mouse.wheel(0, -240);
    await expect.poll(async () => (await readImage(page)).width).toBeGreaterThan(fit.width * 3);
    const zoomed = await readImage(page);
    // What was under the pointer still is.
    expect((100 + fit.left - zoomed.left) / zoomed.width).toBeCloseTo(100 / fit.width, 1);
    await page.mouse.down();
    await page.mouse.move(fit.left + 40, fit.top + 20, { steps: 3 });
    await page.mouse.up();
    expect((await readImage(page)).left).toBe(zoomed.left - 60);
    await page.keyboard.press('0');
    await expect.poll(() => readImage(page)).toEqual(fit);
  });

  it('loads the full size only when it is zoomed beyond the preview', async () => {
    const page = await suite.open(`/?q=a+dog&photo=${TIFF_ID}`);
    const asked: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/full')) asked.push(new URL(request.url()).pathname);
    });
    await waitForPhoto(page);
    await page.keyboard.press('+');
    await page.waitForTimeout(300);
    expect(asked).toEqual([]);
    await page.keyboard.press('z');
    await page.keyboard.press('z');
    await page.locator('.stage-full.is-shown').waitFor();
    expect(asked).toEqual([`/api/v1/photos/${TIFF_ID}/full`]);
    // A pixel of the photo is a pixel of the screen.
    await expect.poll(async () => (await readImage(page)).width).toBe(4000);
    expect(await page.locator('.stage-scale').textContent()).toBe('100 %');
  });

  it('has arrows that move over a zoomed photo, and lead on over one that is not', async () => {
    const page = await suite.open('/?q=a+dog&photo=2');
    await waitForPhoto(page);
    await tiles(page).first().waitFor();
    await page.keyboard.press('+');
    await page.keyboard.press('+');
    await page.waitForTimeout(250);
    const before = await readImage(page);
    await page.keyboard.press('ArrowRight');
    await expect.poll(async () => (await readImage(page)).left).toBeLessThan(before.left);
    expect(readPhoto(page)).toBe('2');
    await page.keyboard.press('0');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => readPhoto(page)).toBe('3');
  });

  it('pinches, swipes to the next photo, and closes by a swipe down on a phone', async () => {
    const page = await suite.open('/?q=a+dog', PHONE);
    await tiles(page).nth(1).locator('.tile-link').tap();
    await waitForPhoto(page);
    const fit = await readImage(page);
    const fingers = await Fingers.of(page);
    await fingers.move(
      [
        { x: 180, y: 420 },
        { x: 210, y: 420 },
      ],
      [
        { x: 150, y: 420 },
        { x: 240, y: 420 },
      ],
      [
        { x: 120, y: 420 },
        { x: 270, y: 420 },
      ],
    );
    const pinched = await readImage(page);
    expect(pinched.width).toBeGreaterThan(fit.width * 2);
    const opened = readPhoto(page);
    // One finger moves over it.
    await fingers.move([{ x: 200, y: 420 }], [{ x: 160, y: 420 }], [{ x: 100, y: 420 }]);
    expect((await readImage(page)).left).toBeLessThan(pinched.left);
    expect(readPhoto(page)).toBe(opened);
    // Two taps fit it again; then one finger swipes.
    await page.touchscreen.tap(190, 420);
    await page.touchscreen.tap(190, 420);
    await expect.poll(() => readImage(page)).toEqual(fit);
    await fingers.move([{ x: 300, y: 420 }], [{ x: 200, y: 424 }], [{ x: 80, y: 430 }]);
    await expect.poll(() => readPhoto(page)).toBe(String(Number(opened) + 1));
    await waitForPhoto(page);
    await fingers.move([{ x: 190, y: 300 }], [{ x: 192, y: 400 }], [{ x: 196, y: 520 }]);
    await lightbox(page).waitFor({ state: 'detached' });
  });

  it('says that there is no such photo', async () => {
    const page = await suite.open('/?photo=99999');
    await page.locator('.stage-message', { hasText: 'There is no photo with id 99999' }).waitFor();
    expect(await page.locator('.side').count()).toBe(0);
    await page.getByRole('button', { name: 'Back to the photos' }).click();
    await lightbox(page).waitFor({ state: 'detached' });
    await page.locator('#home').waitFor();
    suite.forgive(/404/);
  });
});

describe.skipIf(!HAS_BROWSER)('keys, wherever the focus is', () => {
  const suite = startPageSuite({ photos: 300 });
  const focused = (page: Page) =>
    page.evaluate(() => (document.activeElement as HTMLElement).dataset['id'] ?? document.activeElement?.id);

  it('lead from the box into the photos, and back', async () => {
    const page = await suite.open('/?q=a+dog');
    await tiles(page).first().waitFor();
    await page.locator('#words').focus();
    await page.keyboard.press('ArrowDown');
    expect(await focused(page)).toBe('1');
    await page.keyboard.press('ArrowUp');
    expect(await focused(page)).toBe('words');
    await page.keyboard.press('Escape');
    expect(await focused(page)).toBe('1');
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press('x');
    await page.locator('.selection', { hasText: '1 photo selected' }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.selection').waitFor({ state: 'detached' });
  });

  it('open help from an empty box and over a photo, and Escape closes one thing at a time', async () => {
    const page = await suite.open('/');
    await page.locator('#stats').waitFor();
    expect(await focused(page)).toBe('words');
    await page.keyboard.press('?');
    await page.locator('dialog.help').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('dialog.help').waitFor({ state: 'detached' });
    // The focus returns when the dialog is gone.
    await expect.poll(() => focused(page)).toBe('words');
    await page.keyboard.type('why?');
    expect(await page.locator('#words').inputValue()).toBe('why?');
    await page.goto(`${suite.url()}/?q=a+dog&photo=2`);
    await waitForPhoto(page);
    await page.keyboard.press('?');
    await page.locator('dialog.help').waitFor();
    await page.keyboard.press('ArrowRight');
    expect(readPhoto(page)).toBe('2');
    await page.keyboard.press('Escape');
    await page.locator('dialog.help').waitFor({ state: 'detached' });
    expect(await lightbox(page).count()).toBe(1);
    await page.keyboard.press('Escape');
    await lightbox(page).waitFor({ state: 'detached' });
  });

  it('work in the open photo after the focused button is gone', async () => {
    const page = await suite.open('/?q=a+dog&photo=2');
    await waitForPhoto(page);
    await page.locator('.stage-step.is-before').click();
    await expect.poll(() => readPhoto(page)).toBe('1');
    // There is no photo before the first one, and no button to it.
    await page.locator('.stage-step.is-before').waitFor({ state: 'detached' });
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => readPhoto(page)).toBe('2');
  });
});

describe.skipIf(!HAS_BROWSER)('a wrong address', () => {
  const suite = startPageSuite({ photos: 60 });

  it.each(['/holiday', '/holiday/2019/', '/?view=holiday'])(
    'shows the page, which says so and leads on: %s',
    async (path) => {
      const page = await suite.open(path);
      await page.locator('#missing', { hasText: 'Nothing here' }).waitFor();
      await page.locator('#missing a').click();
      await page.locator('#stats', { hasText: '60 photos' }).waitFor();
      expect(page.url()).toBe(`${suite.url()}/`);
      suite.forgive(/404/);
    },
  );

  it('says of an address without a number what is wrong with it', async () => {
    const page = await suite.open('/?photo=boat');
    await page.locator('.stage-message', { hasText: 'names no photo' }).waitFor();
  });
});
