/// <reference lib="dom" />
// The folders of the library: added with completions, looked through, taken out. In a real browser over a FAKE library.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findBarriers, HAS_BROWSER } from '../../support/page/browser.js';
import { startPageSuite } from '../../support/page/page-suite.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

const home = makeTemporaryFolder();
for (const name of ['Pictures/2019', 'Pictures/2020', 'Music']) mkdirSync(join(home, name), { recursive: true });

describe.skipIf(!HAS_BROWSER)('the folders of the library', () => {
  const suite = startPageSuite({ photos: 60 });

  it('completes what is typed, and keeps it when it is refused', async () => {
    const page = await suite.open('/?view=library');
    const input = page.locator('#folder');
    await input.fill(`${home}/pic`);
    await page.locator('#folders [role=option]', { hasText: 'Pictures' }).waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.keyboard.press('Tab');
    expect(await input.inputValue()).toBe(`${home}/Pictures/`);
    await page.locator('#folders [role=option]').nth(1).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await input.inputValue()).toBe(`${home}/Pictures/2020/`);
    await input.fill(`${home}/nowhere`);
    await page.keyboard.press('Enter');
    await page.locator('#job .error', { hasText: 'nowhere' }).waitFor();
    expect(await input.inputValue()).toBe(`${home}/nowhere`);
    suite.forgive(/404/);
  });

  it('shows a folder by its name, with a menu, and asks in a dialog of its own before it takes it out', async () => {
    const page = await suite.open('/?view=library');
    const root = page.locator('.root').first();
    await root.locator('.root-name', { hasText: /^photos$/ }).waitFor();
    await root.locator('time', { hasText: '5 min. ago' }).waitFor();
    const opener = root.getByRole('button', { name: 'Actions for photos' });
    await opener.click();
    await page.getByRole('button', { name: 'Take it out' }).click();
    const dialog = page.locator('dialog.confirm');
    await dialog.getByText('Take “photos” out of the library?').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    // Enter does the harmless thing; the focus stays in the dialog.
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Cancel');
    for (let i = 0; i < 4; i++) {
      await page.keyboard.press('Tab');
      expect(
        await page.evaluate(
          () => document.activeElement === document.body || document.activeElement?.closest('dialog') !== null,
        ),
      ).toBe(true);
    }
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await page.locator('.root').count()).toBe(1);
    await opener.click();
    await page.getByRole('link', { name: 'Show its photos' }).click();
    await expect.poll(() => new URL(page.url()).searchParams.get('q')).toContain('folder:');
  });
});
