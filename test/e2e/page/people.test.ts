/// <reference lib="dom" />
// People in a real browser over FAKE libraries: names, questions, corrections, faces in an open photo.
import type { Page, Request } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findBarriers, HAS_BROWSER, lightbox, tiles } from '../../support/page/browser.js';
import { startPageSuite } from '../../support/page/page-suite.js';

const readPeople = (page: Page) =>
  page.locator('.person').evaluateAll((all) =>
    all.map((person) => {
      const link = person.querySelector('.person-link');
      return link?.getAttribute('aria-label') ?? link?.textContent;
    }),
  );

const openPerson = (page: Page, id: number) => page.locator(`.person-link[href$="person=${id}"]`);

describe.skipIf(!HAS_BROWSER)('people', () => {
  const suite = startPageSuite({ photos: 60, hasPeople: true });

  it('are on the start page, those with a name first; a name leads to the photos', async () => {
    const page = await suite.open();
    const row = page.getByRole('region', { name: 'People' });
    await row.locator('.home-person').first().waitFor();
    expect(await row.locator('.way-label').allTextContents()).toEqual([
      'Anna',
      'Benedikt Sommerfeld',
      'No name yet',
      'No name yet',
    ]);
    const face = row.locator('img').first();
    await face.scrollIntoViewIfNeeded();
    await expect.poll(() => face.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
    await row.getByRole('link', { name: 'Anna' }).click();
    await page.waitForURL((url) => url.searchParams.get('q') === 'person:Anna');
    await page.getByRole('link', { name: 'People' }).click();
    await page.locator('.person').first().waitFor();
    await expect
      .poll(() => readPeople(page))
      .toEqual(['Anna 6 photos', 'Benedikt Sommerfeld 2 photos', 'No name yet, 3 photos', 'No name yet, 1 photo']);
  });

  it('have boxes in an open photo on demand; each leads to the person', async () => {
    const page = await suite.open('/?q=a+dog&photo=2');
    await lightbox(page).locator('.photo-people', { hasText: 'Anna' }).waitFor();
    expect(await page.locator('.stage-face').count()).toBe(0);
    await page.keyboard.press('f');
    const box = lightbox(page).getByRole('link', { name: 'Anna' }).first();
    await page.locator('.stage-face', { hasText: 'Anna' }).waitFor();
    expect(await findBarriers(page)).toEqual([]);
    const [face, photo] = [
      await page.locator('.stage-face').boundingBox(),
      await page.locator('.stage-image').boundingBox(),
    ];
    expect((face?.x ?? 0) - (photo?.x ?? 0)).toBeCloseTo(0.4 * (photo?.width ?? 0), 0);
    await box.click();
    await lightbox(page).waitFor({ state: 'detached' });
    await page.locator('#person-title', { hasText: 'Anna' }).waitFor();
  });

  it('are asked about one pair at a time: no keeps them apart', async () => {
    const page = await suite.open('/?view=people');
    const question = page.getByRole('region', { name: 'Is this the same person?' });
    await question.waitFor();
    await question.getByRole('button', { name: 'No, two' }).click();
    await question.waitFor({ state: 'detached' });
    await page.reload();
    await page.locator('.person').nth(3).waitFor();
    expect(await question.count()).toBe(0);
  });

  it('get names by keyboard, with completions; a name that is taken asks whether both are one', async () => {
    const page = await suite.open('/?view=people');
    await openPerson(page, 3).waitFor();
    const field = page.getByRole('combobox', { name: 'Name of the person in 3 photos' });
    await field.fill('som');
    await page.getByRole('option', { name: 'Benedikt Sommerfeld' }).waitFor();
    await page.keyboard.press('Escape');
    await field.fill('Carla');
    await page.keyboard.press('Enter');
    await expect.poll(() => readPeople(page)).toContain('Carla 3 photos');
    const other = page.getByRole('combobox', { name: 'Name of the person in 1 photo' });
    await other.fill('  çarla ');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Is this the same person?' });
    await dialog.waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await readPeople(page)).toContain('No name yet, 1 photo');
    await other.fill('carla');
    await page.keyboard.press('Enter');
    await dialog.getByRole('button', { name: 'Yes, one person' }).click();
    await expect
      .poll(() => readPeople(page))
      .toEqual(['Anna 6 photos', 'Benedikt Sommerfeld 2 photos', 'Carla 4 photos']);
  });

  it('are hidden, and shown again', async () => {
    const page = await suite.open('/?view=people');
    await page.locator('.person').first().waitFor();
    await page.getByRole('button', { name: 'Hide: Benedikt Sommerfeld' }).click();
    await expect.poll(() => readPeople(page)).not.toContain('Benedikt Sommerfeld 2 photos');
    await page.getByLabel('Show hidden people').check();
    await page.getByRole('button', { name: 'Show again: Benedikt Sommerfeld' }).click();
    await page.getByLabel('Show hidden people').uncheck();
    await expect.poll(() => readPeople(page)).toContain('Benedikt Sommerfeld 2 photos');
  });

  it('lose faces that are of somebody else, or none', async () => {
    const page = await suite.open('/?view=people&person=1');
    await page.locator('.face-tile').nth(5).waitFor();
    await page.getByLabel('Choose the face in IMG_2.jpg').check();
    await page.getByRole('button', { name: 'Not Anna' }).click();
    await expect.poll(() => page.locator('.face-tile').count()).toBe(5);
    await page.getByLabel('Choose the face in IMG_3.jpg').check();
    await page.getByRole('button', { name: 'Not a face' }).click();
    await expect.poll(() => page.locator('.face-tile').count()).toBe(4);
    await page.getByLabel('Choose the face in IMG_4.jpg').check();
    await page.getByRole('combobox', { name: 'Name of the person it is' }).fill('Dora');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.face-tile').count()).toBe(3);
    await page.locator('.person-count', { hasText: '3 photos' }).waitFor();
    await page.locator('.face-link').first().click();
    await lightbox(page).waitFor();
    await page.keyboard.press('Escape');
    await lightbox(page).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'All people' }).click();
    await expect.poll(() => readPeople(page)).toContain('Dora 1 photo');
  });
});

describe.skipIf(!HAS_BROWSER)('a library without faces', () => {
  const suite = startPageSuite({ photos: 60 });

  it('asks for nothing and loads nothing of people', async () => {
    const asked: string[] = [];
    const page = await suite.open('/?q=a+dog');
    const note = (request: Request) => asked.push(request.url());
    page.on('request', note);
    await page.goto(suite.url());
    await page.locator('.way').first().waitFor();
    await page.goto(`${suite.url()}/?q=a+dog`);
    await tiles(page).first().locator('.tile-link').click();
    await lightbox(page).locator('.neighbour').first().waitFor();
    page.off('request', note);
    expect(asked.length).toBeGreaterThan(10);
    expect(asked.filter((url) => /people|\/faces?\/|face-/.test(new URL(url).pathname))).toEqual([]);
    expect(await page.locator('.bar-nav').getByText('People').count()).toBe(0);
    await page.keyboard.press('f');
    expect(await page.locator('.stage-face, .stage-wait').count()).toBe(0);
  });
});
