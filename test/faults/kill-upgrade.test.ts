import { cpSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EMBEDDED_MODEL } from '#src/encoder/models/embedded-model.js';
import type { LibraryStats, SearchResponse } from '#src/index.js';
import { FIRST_MODEL } from '../support/encoder/models.js';
import { writePicture } from '../support/images/random-images.js';
import { type Running, runCommand, startCommand } from '../support/processes/run-command.js';
import { SAMPLES } from '../support/shared.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

/** Enough to be killed in the middle. */
const PICTURES = 150;
const SAMPLE_NAMES = ['coffee-cup.jpg', 'red-panda.jpg', 'two-spaniels-at-window.jpg'];

const folder = makeTemporaryFolder();
const [photos, library] = [join(folder, 'photos'), join(folder, 'library')];
const running: Running[] = [];
afterAll(() => {
  for (const { child } of running) child.kill('SIGKILL');
});

/** A library of the first version whose photos were on another machine, and are here now. */
beforeAll(async () => {
  mkdirSync(photos);
  mkdirSync(library);
  cpSync(new URL('../fixtures/libraries/schema-6.db', import.meta.url), join(library, 'catalogue.db'));
  for (const name of SAMPLE_NAMES) cpSync(join(SAMPLES, name), join(photos, name));
  for (let i = 0; i < PICTURES; i++) await writePicture(join(photos, `${i}.jpg`), i);
  const { code, stderr } = await runCommand(['index', photos, '--library', library]);
  expect(code).toBe(0);
  expect(stderr).toContain(`photoseek models use ${EMBEDDED_MODEL}`);
});

/** A server of the library, searched all the time: every answer is kept. */
class SearchedServer {
  /** The first result of each answer, or what came instead. */
  readonly answers: string[] = [];
  readonly #url: string;
  readonly #process: Running;
  #isOver = false;
  readonly #searching: Promise<void>;

  private constructor(url: string, process: Running) {
    this.#url = url;
    this.#process = process;
    this.#searching = this.#search();
  }

  static async start(...args: string[]): Promise<SearchedServer> {
    const started = startCommand(['serve', '--port', '0', '--library', library, ...args]);
    running.push(started);
    const url = String((await started.said(/photoseek is at (http:\S+)/)).match(/http:\S+/)?.[0]);
    return new SearchedServer(url, started);
  }

  async stats(): Promise<LibraryStats> {
    return (await fetch(`${this.#url}/api/v1/stats`)).json() as Promise<LibraryStats>;
  }

  async find(query: string): Promise<string> {
    const response = await fetch(`${this.#url}/api/v1/search?q=${encodeURIComponent(query)}`);
    if (response.status !== 200) return `status ${response.status}`;
    const { results } = (await response.json()) as SearchResponse;
    return basename(results[0]?.path ?? 'nothing');
  }

  /** @returns the output of the server */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<string> {
    this.#isOver = true;
    await this.#searching;
    this.#process.child.kill(signal);
    return (await this.#process.ended).stderr;
  }

  async #search(): Promise<void> {
    while (!this.#isOver) {
      this.answers.push(await this.find('a red panda'));
      await sleep(10);
    }
  }
}

it('a server brings a library of the first version over, goes on after it was killed, and answers throughout', async () => {
  const total = PICTURES + SAMPLE_NAMES.length;
  const idle = await SearchedServer.start('--no-upgrade-model');
  // It has loaded its model by then, and would have begun.
  await expect.poll(() => idle.answers.length, { timeout: 60_000 }).toBeGreaterThan(10);
  expect((await idle.stats()).upgrade).toEqual({
    ...{ from: FIRST_MODEL, to: EMBEDDED_MODEL },
    ...{ missing: total, photos: total, isRunning: false },
  });
  await idle.end('SIGTERM');

  const killed = await SearchedServer.start();
  const missing = async (server: SearchedServer) => (await server.stats()).upgrade?.missing ?? 0;
  await expect.poll(() => missing(killed), { interval: 20, timeout: 60_000 }).toBeLessThan(total / 2);
  expect(await killed.stats()).toMatchObject({ model: { name: FIRST_MODEL }, upgrade: { isRunning: true } });
  await killed.end('SIGKILL');
  const status = await runCommand(['status', '--library', library]);
  expect(status.stdout).toMatch(
    new RegExp(`upgrade +${FIRST_MODEL} → ${EMBEDDED_MODEL}, \\d+ of ${total} photos \\(interrupted\\)`),
  );
  expect(status.stderr).toContain('photoseek serve');
  const { upgrade: left } = JSON.parse((await runCommand(['status', '--library', library, '--json'])).stdout);
  expect(left.missing).toBeGreaterThan(0);
  expect(left.missing).toBeLessThan(total / 2);

  const next = await SearchedServer.start();
  expect(await missing(next)).toBeLessThanOrEqual(left.missing);
  await expect.poll(async () => (await next.stats()).upgrade, { interval: 20, timeout: 60_000 }).toBeNull();
  expect((await next.stats()).model).toMatchObject({ name: EMBEDDED_MODEL, vectors: total });
  expect(await next.find('eine Tasse Kaffee')).toBe('coffee-cup.jpg');
  expect(await next.find('小熊猫')).toBe('red-panda.jpg');
  await expect.poll(() => next.answers.length, { timeout: 60_000 }).toBeGreaterThan(10);
  const said = await next.end('SIGTERM');
  expect(said).toContain(`${EMBEDDED_MODEL} answers now`);

  const answers = [idle, killed, next].map((server) => server.answers);
  for (const list of answers) expect(list.length).toBeGreaterThan(3);
  expect(new Set(answers.flat())).toEqual(new Set(['red-panda.jpg']));
  expect((await runCommand(['verify', '--no-files', '--library', library])).code).toBe(0);
  expect((await runCommand(['status', '--library', library])).stdout).toContain(`photoseek models drop ${FIRST_MODEL}`);
}, 300_000);
