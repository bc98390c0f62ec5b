/// <reference lib="dom" />
// Whether everybody can use the page: contrast and names (axe), keyboard, small screens, themes, sizes. In a real browser over FAKE libraries.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { findBarriers, HAS_BROWSER } from '../../support/page/browser.js';
import { startPageSuite } from '../../support/page/page-suite.js';

const COMBINED = `/?q=${encodeURIComponent('"a dog" + 2:"snow" - 0.5:id:7 taken:2014 -tag:beach')}`;
const DARK_GROUND = 'rgb(20, 20, 19)';
const STATES: [string, string, string][] = [
  ['the start', '/', '.way'],
  ['results', '/?q=a+dog', '.facet-button.is-place'],
  ['a combined query', COMBINED, '.facet-button.is-place'],
  ['no good match', '/?q=nonsense', '.tile-full.is-shown'],
  ['an open photo', '/?q=a+dog&photo=2', '.neighbour'],
  ['an open photo that says why it was found', '/?q=a+dog&photo=8', 'button.stage-why'],
  ['duplicates', '/?view=duplicates', '.group'],
  ['the library', '/?view=library', '.failures'],
  ['people', '/?view=people', '.people-question'],
  ['a person', '/?view=people&person=1', '.face-tile'],
];

describe.skipIf(!HAS_BROWSER)('the page for everybody', () => {
  const suite = startPageSuite({ photos: 300, hasPeople: true }, { isShared: false });

  // A state is made once, and looked at in both themes.
  it.each(STATES)('has nothing that keeps people out, in light and dark: %s', async (_name, path, sign) => {
    const page = await suite.open(path, { colorScheme: 'light', reducedMotion: 'reduce' });
    await page.locator(sign).first().waitFor();
    expect(await findBarriers(page), 'light').toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(DARK_GROUND);
    expect(await findBarriers(page), 'dark').toEqual([]);
  });

  it('fits the width of a phone in every state', async () => {
    const page = await suite.open('/', { viewport: { width: 360, height: 700 }, hasTouch: true, isMobile: true });
    for (const [name, path, sign] of STATES) {
      await page.goto(`${suite.url()}${path}`);
      const visible = sign === '.neighbour' ? '.stage-large' : sign;
      await page.locator(visible).first().waitFor();
      expect.soft(await page.evaluate(() => document.documentElement.scrollWidth), name).toBe(360);
    }
  });

  it('uses the width of a wide screen', async () => {
    const page = await suite.open('/?q=a+dog', { viewport: { width: 2560, height: 1300 } });
    await page.locator('.tile').first().waitFor();
    const row = await page.locator('.tile').evaluateAll((all) => {
      const top = Math.min(...all.map((tile) => tile.getBoundingClientRect().top));
      return all.filter((tile) => tile.getBoundingClientRect().top === top).length;
    });
    expect(row).toBeGreaterThan(4);
  });

  it('follows the system’s theme, and the switch, which is remembered', async () => {
    const page = await suite.open('/', { colorScheme: 'dark' });
    const readGround = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(await readGround()).toBe(DARK_GROUND);
    await page.locator('#theme').click();
    await expect.poll(readGround).toBe('rgb(250, 249, 247)');
    await page.reload();
    await page.locator('#theme').waitFor();
    expect(await readGround()).toBe('rgb(250, 249, 247)');
    await page.locator('#theme').click();
    await expect.poll(readGround).toBe(DARK_GROUND);
  });

  it('moves nothing for people who asked for less motion', async () => {
    const page = await suite.open('/?q=a+dog', { reducedMotion: 'reduce' });
    await page.locator('.tile-full').first().waitFor();
    const duration = await page
      .locator('.tile-full')
      .first()
      .evaluate((image) => getComputedStyle(image).transitionDuration);
    expect(duration).toBe('0s');
  });

  it.each([
    ['de-DE', 'de', 'Suchen', '300 Fotos', 'Beste zuerst'],
    ['zh-CN', 'zh', '搜索', '300 张照片', '最相关优先'],
  ])('speaks the language of the browser: %s', async (locale, language, submit, status, sort) => {
    const page = await suite.open('/?q=a+dog', { locale });
    await page.locator('.tile').first().waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe(language);
    expect(await page.locator('.search-submit').textContent()).toBe(submit);
    expect(await page.locator('#status').textContent()).toContain(status);
    expect(await page.locator('#sort option').first().textContent()).toBe(sort);
    expect(await findBarriers(page)).toEqual([]);
  });

  it('speaks the language that is chosen, and remembers it', async () => {
    const page = await suite.open('/?q=a+dog');
    await page.locator('.bar-nav button').last().click();
    await page.locator('#language').selectOption('de');
    await expect.poll(() => page.locator('.search-submit').textContent()).toBe('Suchen');
    await page.reload();
    await expect.poll(() => page.locator('.search-submit').textContent()).toBe('Suchen');
  });

  it('is at most 150 KB of JavaScript, compressed, beside the viewer of models', () => {
    const folder = fileURLToPath(new URL('../../../dist/web/', import.meta.url));
    const files = readdirSync(folder, { recursive: true })
      .map(String)
      .filter((name) => name.endsWith('.js'));
    // Loaded by those who open a model; see the test of models.
    const isViewer = (name: string) => name.includes('show-model-');
    const measure = (names: readonly string[]) =>
      names.reduce((sum, name) => sum + gzipSync(readFileSync(`${folder}${name}`)).byteLength, 0);
    const total = measure(files.filter((name) => !isViewer(name)));
    const viewer = measure(files.filter(isViewer));
    console.log(
      `JavaScript of the page: ${(total / 1000).toFixed(1)} KB gzipped in ${files.length - 1} files; of the viewer of models: ${(viewer / 1000).toFixed(1)} KB`,
    );
    expect(files.filter(isViewer)).toHaveLength(1);
    expect(total).toBeLessThan(150_000);
    expect(viewer).toBeLessThan(200_000);
  });
});

describe.skipIf(!HAS_BROWSER)('other states for everybody', () => {
  const empty = startPageSuite({ photos: 0 }, { isShared: false });

  it.each(['light', 'dark'] as const)(
    'has nothing that keeps people out: the first run, in %s',
    async (colorScheme) => {
      const page = await empty.open('/', { colorScheme });
      await page.locator('#empty').waitFor();
      expect(await findBarriers(page)).toEqual([]);
      await page.goto(`${empty.url()}/?q=boat`);
      await page.locator('#empty').waitFor();
    },
  );
});

describe.skipIf(!HAS_BROWSER)('signing in for everybody', () => {
  const locked = startPageSuite({ photos: 1, key: 'psk_key' }, { isShared: false });

  it('has nothing that keeps people out', async () => {
    const page = await locked.open('/');
    await page.getByLabel('Key').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    locked.forgive(/401/);
  });
});
