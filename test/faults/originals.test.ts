import { createHash } from 'node:crypto';
import {
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createProgram } from '#src/cli/program.js';
import { TOY_MODEL_FOLDER } from '../support/encoder/models.js';
import { mountReadOnly } from '../support/faults/read-only-mount.js';
import { POSTGRES } from '../support/postgres/address.js';
import { runCommand, startCommand } from '../support/processes/run-command.js';
import { IS_LONG } from '../support/runner/form.js';
import { SAMPLES } from '../support/shared.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const home = makeTemporaryFolder();

/** Photos with what lies beside them: sidecars, links, hidden files, rules, names of all kinds. */
function makeTree(): string {
  const tree = join(home, 'originals');
  mkdirSync(join(tree, 'a folder/.hidden'), { recursive: true });
  const names = readdirSync(SAMPLES)
    .filter((name) => name.endsWith('.jpg'))
    .slice(0, 6);
  for (const [i, name] of names.entries())
    cpSync(join(SAMPLES, name), join(tree, i % 2 === 0 ? name : `a folder/${name}`));
  cpSync(join(SAMPLES, names[0] as string), join(tree, 'a copy \n of one.jpg'));
  cpSync(join(SAMPLES, names[1] as string), join(tree, 'a folder/.hidden/x.jpg'));
  writeFileSync(join(tree, 'broken.jpg'), 'no picture at all');
  writeFileSync(join(tree, `${names[0]}.json`), '{"title":"a sidecar"}');
  writeFileSync(join(tree, 'notes.xmp'), '<x:xmpmeta xmlns:x="adobe:ns:meta/"/>');
  writeFileSync(join(tree, '.photoseekignore'), '*.tmp\n');
  symlinkSync(names[0] as string, join(tree, 'a link.jpg'));
  return tree;
}

/** Everything that writing, moving, touching or changing a right would show. A change time moves even when a time is set back. */
function photograph(tree: string): string[] {
  return ['', ...(readdirSync(tree, { recursive: true }) as string[])].sort().map((name) => {
    const path = join(tree, name);
    const { ino, mode, nlink, size, mtimeNs, ctimeNs } = lstatSync(path, { bigint: true });
    const stat = lstatSync(path);
    const content = stat.isSymbolicLink()
      ? readlinkSync(path)
      : stat.isFile()
        ? createHash('sha256').update(readFileSync(path)).digest('hex')
        : '';
    return JSON.stringify([
      name,
      String(ino),
      String(mode),
      String(nlink),
      String(size),
      String(mtimeNs),
      String(ctimeNs),
      content,
    ]);
  });
}

/** How each command is called over the tree; one that is not here fails the test below. */
function listCalls(tree: string, library: string, photo: string): Record<string, string[][]> {
  const backup = join(library, '..', `${library.split('/').at(-1)}-backup.db`);
  const captions = join(library, '..', `${library.split('/').at(-1)}-captions.tsv`);
  const names = readdirSync(tree).filter((name) => /^[^ ]+\.jpg$/.test(name) && name !== 'broken.jpg');
  writeFileSync(captions, names.map((name) => `${name}\t${name.replace(/[-.]/g, ' ')}\n`).join(''));
  return {
    index: [
      ['index', tree],
      ['index', tree, '--hidden', '--follow-links', '--retry-failed', '--exclude', '*.png'],
      ['index', photo],
    ],
    search: [['search', 'a dog']],
    similar: [['similar', photo]],
    where: [['where', photo, 'a dog']],
    export: ['--copy', '--link', '--list'].map((how) => [
      'export',
      'a photo',
      '--all',
      how,
      '--to',
      `${library}${how}`,
    ]),
    duplicates: [['duplicates'], ['duplicates', '--kind', 'exact', '--paths']],
    tags: [['tags']],
    people: [['people'], ['people', 'suggestions'], ['people', 'export']],
    text: [['text', photo]],
    status: [['status']],
    failures: [['failures']],
    fields: [['fields', photo, 'price=20', 'brand=Acme'], ['fields']],
    roots: [['roots'], ['roots', 'remove', tree, '--dry-run']],
    keys: [
      ['keys', 'create', 'a key'],
      ['keys', 'list'],
      // The requests below have none.
      ['keys', 'revoke', '1'],
    ],
    daemon: [
      ['daemon', 'start'],
      ['search', 'a dog'],
      ['daemon', 'stop'],
    ],
    // It ends with its input, which is none here.
    mcp: [['mcp']],
    embed: [['embed', 'a dog', '--image', photo]],
    eval: [['eval', '--images', tree, '--captions', captions, '--report', `${captions}.html`]],
    models: [
      ['models', 'use', TOY_MODEL_FOLDER],
      ['models', 'use', 'photoseek-mini-2', '--drop'],
    ],
    // Measuring needs fifty photos, and reads vectors only.
    calibrate: [['calibrate', '--reset']],
    verify: [['verify']],
    repair: [['repair']],
    backup: [['backup', backup]],
    restore: [['restore', backup, '--force']],
    // A database is not everywhere.
    publish: POSTGRES === undefined ? [] : [['publish', POSTGRES, '--thumbnails', join(library, '..', 'published')]],
    unpublish: POSTGRES === undefined ? [] : [['unpublish', POSTGRES]],
    completion: [['completion', 'bash']],
    complete: [['complete', '--', 'index', '']],
    // Below, with requests.
    serve: [],
  };
}

/** The commands that read originals, each in its own way: enough over a read-only tree, in the short form. */
const READERS = new Set(['index', 'search', 'similar', 'export', 'text', 'embed', 'eval', 'verify']);

/** Commands that use no library. */
const WITHOUT_LIBRARY = new Set(['text', 'embed', 'eval', 'completion', 'complete']);

async function runEverything(tree: string, isWanted = (_command: string) => true): Promise<void> {
  const library = join(home, `library-of-${tree.split('/').at(-1)}`);
  const photo = join(tree, readdirSync(tree).find((name) => name.endsWith('.jpg') && !name.startsWith('a ')) as string);
  const calls = listCalls(tree, library, photo);
  const known = createProgram().commands.map((command) => command.name());
  expect(
    known.filter((name) => !(name in calls)),
    'commands that this test does not call',
  ).toEqual([]);
  const wanted = Object.entries(calls).flatMap(([command, list]) => (isWanted(command) ? list : []));
  for (const args of wanted) {
    const where = WITHOUT_LIBRARY.has(args[0] as string) ? [] : ['--library', library];
    const ended = await runCommand([...args, ...where]);
    // A measurement says by its exit code that an image of the folder is broken.
    expect(ended, args.join(' ')).toMatchObject({ code: args[0] === 'eval' ? 1 : 0 });
  }
  const watching = startCommand(['index', tree, '--watch', '--library', library]);
  await watching.said(/unchanged|indexed/);
  await sleep(500);
  watching.child.kill('SIGINT');
  await watching.ended;
  await serveEverything(library);
}

async function serveEverything(library: string): Promise<void> {
  const server = startCommand(['serve', '--port', '0', '--library', library]);
  const url = /http:\/\/\S+/.exec(await server.said(/http:\/\/\S+/))?.[0] as string;
  const get = async (path: string) => {
    const answer = await fetch(new URL(path, url));
    await answer.arrayBuffer();
    return answer.status;
  };
  const found = (await fetch(new URL('/api/v1/search?q=a+photo&limit=100&all=true', url)).then((answer) =>
    answer.json(),
  )) as {
    results: { id: number }[];
  };
  if (found.results === undefined) throw new Error(JSON.stringify(found));
  expect(found.results.length).toBeGreaterThan(4);
  for (const { id } of found.results) {
    for (const path of [`photos/${id}`, `photos/${id}/thumbnail?size=640`, `photos/${id}/original`, `similar/${id}`])
      expect(await get(`/api/v1/${path}`), path).toBeLessThan(500);
  }
  server.child.kill('SIGTERM');
  await server.ended;
}

describe('originals', () => {
  const tree = makeTree();
  const frozen = mountReadOnly(tree);

  it('are the same after every command: no byte, name, right or time of change differs', async () => {
    const before = photograph(tree);
    await runEverything(tree);
    expect(photograph(tree)).toEqual(before);
  }, 120_000);

  it.skipIf(frozen === undefined)(
    'may lie on a disk that can only be read, for every command',
    async () => {
      const before = photograph(tree);
      await runEverything(frozen as string, (command) => IS_LONG || READERS.has(command));
      expect(photograph(tree)).toEqual(before);
    },
    120_000,
  );

  it('are opened for reading only: no other way of opening, writing or renaming stands in the code that reads them', () => {
    const media = fileURLToPath(new URL('../../src/media', import.meta.url));
    const files = (readdirSync(media, { recursive: true }) as string[]).filter((name) => name.endsWith('.ts'));
    const writers = files.filter((name) =>
      /\b(writeFile|appendFile|rename|unlink|rm|rmdir|utimes|chmod|chown|truncate|copyFile|createWriteStream|toFile)(Sync)?\(/.test(
        readFileSync(join(media, name), 'utf8'),
      ),
    );
    // They write thumbnails, in the library's folder.
    expect(writers.filter((name) => !/thumbnail/.test(name))).toEqual([]);
    const indexer = fileURLToPath(new URL('../../src/indexer', import.meta.url));
    const names = readdirSync(indexer, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    expect(names.length).toBeGreaterThan(15);
    for (const name of names)
      expect(readFileSync(join(indexer, name), 'utf8'), name).not.toMatch(
        /\b(writeFile|rename|unlink|utimes|truncate|copyFile)(Sync)?\(/,
      );
  });
});
